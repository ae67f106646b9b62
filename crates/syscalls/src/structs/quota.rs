//! Disk quotas (quotactl(2)).

use super::{Field, Show, StructDef, field};
use crate::decode::number;
use crate::flags;

structures! {
    /// `struct if_dqblk` (`Q_GETQUOTA`).
    IF_DQBLK "if_dqblk" 68 any_abi {
        dqb_bhardlimit 0 8 Show::Uint;
        dqb_bsoftlimit 8 8 Show::Uint;
        dqb_curspace 16 8 Show::Uint;
        dqb_ihardlimit 24 8 Show::Uint;
        dqb_isoftlimit 32 8 Show::Uint;
        dqb_curinodes 40 8 Show::Uint;
        dqb_btime 48 8 Show::Uint, verbose();
        dqb_itime 56 8 Show::Uint, verbose();
        dqb_valid 64 4 Show::Flags(&flags::QIF), verbose();
    }
    /// `struct if_nextdqblk` (`Q_GETNEXTQUOTA`).
    IF_NEXTDQBLK "if_nextdqblk" 72 any_abi {
        dqb_bhardlimit 0 8 Show::Uint;
        dqb_bsoftlimit 8 8 Show::Uint;
        dqb_curspace 16 8 Show::Uint;
        dqb_ihardlimit 24 8 Show::Uint;
        dqb_isoftlimit 32 8 Show::Uint;
        dqb_curinodes 40 8 Show::Uint;
        dqb_btime 48 8 Show::Uint, verbose();
        dqb_itime 56 8 Show::Uint, verbose();
        dqb_valid 64 4 Show::Flags(&flags::QIF), verbose();
        dqb_id 68 4 Show::Uint;
    }
    /// `struct if_dqinfo` (`Q_GETINFO`).
    IF_DQINFO "if_dqinfo" 24 any_abi {
        dqi_bgrace 0 8 Show::Uint;
        dqi_igrace 8 8 Show::Uint;
        dqi_flags 16 4 Show::Flags(&flags::DQF);
        dqi_valid 20 4 Show::Flags(&flags::IIF);
    }
}

/// `u32 *` that holds the format of quotas (`Q_GETFMT`).
pub static QUOTA_FORMAT_PTR: StructDef = StructDef::new("quota format *", 4, |printer, bytes| {
    printer.out.push('[');
    flags::QUOTA_FORMAT.print(number::unsigned(bytes), &mut printer.out);
    printer.out.push(']');
})
.any_abi();

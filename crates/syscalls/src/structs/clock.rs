//! Real-time clocks (rtc(4)).

use super::{Field, Show, StructDef, field};
use crate::flags;

structures! {
    /// `struct rtc_time` (`RTC_RD_TIME`).
    RTC_TIME "rtc_time" 36 any_abi {
        tm_sec 0 4 Show::Int;
        tm_min 4 4 Show::Int;
        tm_hour 8 4 Show::Int;
        tm_mday 12 4 Show::Int;
        tm_mon 16 4 Show::Int;
        tm_year 20 4 Show::Int;
        tm_wday 24 4 Show::Int, verbose();
        tm_yday 28 4 Show::Int, verbose();
        tm_isdst 32 4 Show::Int, verbose();
    }
    /// `struct rtc_wkalrm` (`RTC_WKALM_SET`).
    RTC_WKALRM "rtc_wkalrm" 40 any_abi {
        enabled 0 1 Show::Uint;
        pending 1 1 Show::Uint;
        time 4 36 Show::Struct(&RTC_TIME);
    }
    /// `struct rtc_pll_info` (`RTC_PLL_GET`).
    RTC_PLL_INFO "rtc_pll_info" 32 wide {
        pll_ctrl 0 4 Show::Int;
        pll_value 4 4 Show::Int;
        pll_max 8 4 Show::Int;
        pll_min 12 4 Show::Int;
        pll_posmult 16 4 Show::Int;
        pll_negmult 20 4 Show::Int;
        pll_clock 24 8 Show::Int;
    }
}

/// `unsigned int *` that holds the state of the voltage (`RTC_VL_READ`).
pub static RTC_VL_PTR: StructDef = StructDef::new("RTC_VL *", 4, |printer, bytes| {
    printer.out.push('[');
    flags::RTC_VL.print(crate::decode::number::unsigned(bytes), &mut printer.out);
    printer.out.push(']');
})
.any_abi();

//! Terminals and network interfaces.

use super::FlagSet;

/// `c_iflag` of `struct termios`.
pub static C_IFLAG: FlagSet = FlagSet::bits(
    "",
    &[
        (1, "IGNBRK"),
        (2, "BRKINT"),
        (4, "IGNPAR"),
        (8, "PARMRK"),
        (0x10, "INPCK"),
        (0x20, "ISTRIP"),
        (0x40, "INLCR"),
        (0x80, "IGNCR"),
        (0x100, "ICRNL"),
        (0x200, "IUCLC"),
        (0x400, "IXON"),
        (0x800, "IXANY"),
        (0x1000, "IXOFF"),
        (0x2000, "IMAXBEL"),
        (0x4000, "IUTF8"),
    ],
);

/// `c_oflag` of `struct termios`.
pub static C_OFLAG: FlagSet = FlagSet::bits(
    "",
    &[
        (1, "OPOST"),
        (2, "OLCUC"),
        (4, "ONLCR"),
        (8, "OCRNL"),
        (0x10, "ONOCR"),
        (0x20, "ONLRET"),
        (0x40, "OFILL"),
        (0x80, "OFDEL"),
    ],
);

/// `c_lflag` of `struct termios`.
pub static C_LFLAG: FlagSet = FlagSet::bits(
    "",
    &[
        (1, "ISIG"),
        (2, "ICANON"),
        (4, "XCASE"),
        (8, "ECHO"),
        (0x10, "ECHOE"),
        (0x20, "ECHOK"),
        (0x40, "ECHONL"),
        (0x80, "NOFLSH"),
        (0x8000, "IEXTEN"),
        (0x200, "ECHOCTL"),
        (0x400, "ECHOPRT"),
        (0x800, "ECHOKE"),
        (0x1000, "FLUSHO"),
        (0x4000, "PENDIN"),
        (0x100, "TOSTOP"),
        (0x10000, "EXTPROC"),
    ],
);

/// Line discipline of `struct termios`.
pub static C_LINE: FlagSet = FlagSet::values(
    "N_???",
    &[
        (0, "N_TTY"),
        (1, "N_SLIP"),
        (2, "N_MOUSE"),
        (3, "N_PPP"),
        (4, "N_STRIP"),
        (5, "N_AX25"),
        (6, "N_X25"),
        (7, "N_6PACK"),
        (8, "N_MASC"),
        (9, "N_R3964"),
        (10, "N_PROFIBUS_FDL"),
        (11, "N_IRDA"),
        (12, "N_SMSBLOCK"),
        (13, "N_HDLC"),
        (14, "N_SYNC_PPP"),
        (15, "N_HCI"),
        (16, "N_GIGASET_M101"),
        (17, "N_SLCAN"),
        (18, "N_PPS"),
        (19, "N_V253"),
        (20, "N_CAIF"),
        (21, "N_GSM0710"),
        (22, "N_TI_WL"),
        (23, "N_TRACESINK"),
        (24, "N_TRACEROUTER"),
        (25, "N_NCI"),
        (26, "N_SPEAKUP"),
        (27, "N_NULL"),
    ],
);

/// Speeds in `c_cflag`.
pub static BAUD: FlagSet = FlagSet::values(
    "B???",
    &[
        (0, "B0"),
        (1, "B50"),
        (2, "B75"),
        (3, "B110"),
        (4, "B134"),
        (5, "B150"),
        (6, "B200"),
        (7, "B300"),
        (8, "B600"),
        (9, "B1200"),
        (0xa, "B1800"),
        (0xb, "B2400"),
        (0xc, "B4800"),
        (0xd, "B9600"),
        (0xe, "B19200"),
        (0xf, "B38400"),
        (0x1001, "B57600"),
        (0x1002, "B115200"),
        (0x1003, "B230400"),
        (0x1004, "B460800"),
        (0x1005, "B500000"),
        (0x1006, "B576000"),
        (0x1007, "B921600"),
        (0x1008, "B1000000"),
        (0x1009, "B1152000"),
        (0x100a, "B1500000"),
        (0x100b, "B2000000"),
        (0x100c, "B2500000"),
        (0x100d, "B3000000"),
        (0x100e, "B3500000"),
        (0x100f, "B4000000"),
        (0x1000, "BOTHER"),
    ],
);

/// Character sizes in `c_cflag`.
pub static CSIZE: FlagSet = FlagSet::values("CS???", &[(0, "CS5"), (16, "CS6"), (32, "CS7"), (48, "CS8")]);

/// Flags in `c_cflag`.
pub static C_CFLAG: FlagSet = FlagSet::bits(
    "",
    &[
        (0x40, "CSTOPB"),
        (0x80, "CREAD"),
        (0x100, "PARENB"),
        (0x200, "PARODD"),
        (0x400, "HUPCL"),
        (0x800, "CLOCAL"),
        (0x40000000, "CMSPAR"),
        (0x80000000, "CRTSCTS"),
    ],
);

/// `TCFLSH`.
pub static TCFLSH: FlagSet = FlagSet::values("TC???FLUSH", &[(0, "TCIFLUSH"), (1, "TCOFLUSH"), (2, "TCIOFLUSH")]);

/// `TCXONC`.
pub static TCXONC: FlagSet = FlagSet::values("TC???", &[(0, "TCOOFF"), (1, "TCOON"), (2, "TCIOFF"), (3, "TCION")]);

/// Modem lines of `TIOCMGET`.
pub static TIOCM: FlagSet = FlagSet::bits(
    "TIOCM_???",
    &[
        (1, "TIOCM_LE"),
        (2, "TIOCM_DTR"),
        (4, "TIOCM_RTS"),
        (8, "TIOCM_ST"),
        (0x10, "TIOCM_SR"),
        (0x20, "TIOCM_CTS"),
        (0x40, "TIOCM_CAR"),
        (0x80, "TIOCM_RNG"),
        (0x100, "TIOCM_DSR"),
        (0x2000, "TIOCM_OUT1"),
        (0x4000, "TIOCM_OUT2"),
        (0x8000, "TIOCM_LOOP"),
    ],
);

/// Interface flags of `SIOCGIFFLAGS`.
pub static IFF: FlagSet = FlagSet::bits(
    "IFF_???",
    &[
        (1, "IFF_UP"),
        (2, "IFF_BROADCAST"),
        (4, "IFF_DEBUG"),
        (8, "IFF_LOOPBACK"),
        (0x10, "IFF_POINTOPOINT"),
        (0x20, "IFF_NOTRAILERS"),
        (0x40, "IFF_RUNNING"),
        (0x80, "IFF_NOARP"),
        (0x100, "IFF_PROMISC"),
        (0x200, "IFF_ALLMULTI"),
        (0x400, "IFF_MASTER"),
        (0x800, "IFF_SLAVE"),
        (0x1000, "IFF_MULTICAST"),
        (0x2000, "IFF_PORTSEL"),
        (0x4000, "IFF_AUTOMEDIA"),
        (0x8000, "IFF_DYNAMIC"),
        (0x10000, "IFF_LOWER_UP"),
        (0x20000, "IFF_DORMANT"),
        (0x40000, "IFF_ECHO"),
    ],
);

//! The real binary, in an emptied environment, against real parts.

//! `CONIN$` and `CONOUT$`: the console of this process, whatever its standard handles are.
//!
//! There is no background and no Ctrl-Z here, and nothing tells that the program that asked is gone: a prompt ends
//! at its deadline at the latest. Ctrl-C comes as a key while it stands.

#![expect(
    unsafe_code,
    reason = "the console has no other interface than the Windows API's"
)]

use std::fs::{File, OpenOptions};
use std::io;
use std::mem;
use std::os::windows::io::AsRawHandle;
use std::ptr;
use std::time::{Duration, Instant};

use windows_sys::Win32::Foundation::{HANDLE, WAIT_FAILED, WAIT_OBJECT_0};
use windows_sys::Win32::System::Console::{
    CONSOLE_MODE, CONSOLE_SCREEN_BUFFER_INFO, ENABLE_PROCESSED_OUTPUT, ENABLE_VIRTUAL_TERMINAL_PROCESSING,
    ENABLE_WINDOW_INPUT, ENABLE_WRAP_AT_EOL_OUTPUT, FlushConsoleInputBuffer, GetConsoleMode,
    GetConsoleScreenBufferInfo, INPUT_RECORD, KEY_EVENT, KEY_EVENT_RECORD, ReadConsoleInputW, SetConsoleMode,
    WINDOW_BUFFER_SIZE_EVENT, WriteConsoleW,
};
use windows_sys::Win32::System::Threading::WaitForSingleObject;

use super::layout::Size;
use super::{NoTerminal, Unanswered};

const VK_UP: u16 = 0x26;
const VK_DOWN: u16 = 0x28;

/// The longest key: three bytes of UTF-8 a code unit, or an arrow's sequence, with room to spare.
const KEY_BYTES: usize = 8;

/// The console's two files.
pub(super) struct Device {
    input: File,
    output: File,
}

/// What happened while a prompt waited.
#[expect(
    dead_code,
    reason = "a console never stops a process; the prompt's loop is one for all systems"
)]
pub(super) enum Event {
    /// So many bytes are in the buffer, as a Unix terminal would send them.
    Keys(usize),
    Redraw,
    Continued,
    Suspend,
}

/// What is stopped: nothing, on a console.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    Process,
    Job,
}

/// Nothing tells here who started a process and whether they are still there.
pub(super) fn note_parent() {}

impl Device {
    pub(super) fn open() -> Result<Self, NoTerminal> {
        let open = |name| {
            OpenOptions::new()
                .read(true)
                .write(true)
                .open(name)
                .map_err(NoTerminal::Absent)
        };
        Ok(Self {
            input: open("CONIN$")?,
            output: open("CONOUT$")?,
        })
    }

    pub(super) fn watch(&mut self, _pid: u32) {}

    /// Takes the keys, and drops what was typed before.
    pub(super) fn begin(&self) -> Result<Session<'_>, Unanswered> {
        let found = (mode(&self.input)?, mode(&self.output)?);
        let session = Session {
            device: self,
            found,
            high_surrogate: None,
        };
        set_mode(&self.input, ENABLE_WINDOW_INPUT)?;
        let sequences =
            ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;
        set_mode(&self.output, found.1 | sequences)?;
        flush(&self.input);
        Ok(session)
    }
}

/// The console while it is ours; dropped, its modes are as they were found.
pub(super) struct Session<'a> {
    device: &'a Device,
    found: (CONSOLE_MODE, CONSOLE_MODE),
    high_surrogate: Option<u16>,
}

impl Session<'_> {
    pub(super) fn size(&self) -> Size {
        // SAFETY: a structure of plain numbers, for which zeros are a value.
        let mut info: CONSOLE_SCREEN_BUFFER_INFO = unsafe { mem::zeroed() };
        // SAFETY: the handle is open, and `info` lives through the call.
        if unsafe { GetConsoleScreenBufferInfo(handle(&self.device.output), &raw mut info) } == 0 {
            return Size::from_terminal(0, 0);
        }
        let extent =
            |from: i16, to: i16| u16::try_from(to.saturating_sub(from).saturating_add(1)).unwrap_or(0);
        let window = info.srWindow;
        Size::from_terminal(
            extent(window.Left, window.Right),
            extent(window.Top, window.Bottom),
        )
    }

    /// Waits for keys or the deadline; keys come into `buffer`.
    pub(super) fn next(&mut self, buffer: &mut [u8], deadline: Instant) -> Result<Event, Unanswered> {
        loop {
            let remaining = deadline.saturating_duration_since(Instant::now());
            if remaining.is_zero() {
                return Err(Unanswered::TimedOut);
            }
            if !self.wait(remaining)? {
                continue;
            }
            match self.read(buffer)? {
                Some(Event::Keys(0)) | None => {}
                Some(event) => return Ok(event),
            }
        }
    }

    pub(super) fn write(&self, text: &str, _deadline: Instant) -> Result<(), Unanswered> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut rest = &units[..];
        while !rest.is_empty() {
            let length = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            let mut written = 0;
            let output = handle(&self.device.output);
            // SAFETY: the handle is open; the buffer has `length` units and lives through the call.
            let done = unsafe {
                WriteConsoleW(
                    output,
                    rest.as_ptr().cast(),
                    length,
                    &raw mut written,
                    ptr::null(),
                )
            };
            if done == 0 || written == 0 {
                return Err(io::Error::last_os_error().into());
            }
            rest = &rest[written as usize..];
        }
        Ok(())
    }

    pub(super) fn write_last(&self, text: &str) {
        let _ = self.write(text, Instant::now());
    }

    pub(super) fn suspend(&mut self, _scope: Scope) -> Result<(), Unanswered> {
        Ok(())
    }

    /// Whether there is input before `remaining` is over.
    fn wait(&self, remaining: Duration) -> io::Result<bool> {
        let milliseconds = u32::try_from(remaining.as_millis().saturating_add(1)).unwrap_or(u32::MAX - 1);
        // SAFETY: the handle is open.
        match unsafe { WaitForSingleObject(handle(&self.device.input), milliseconds) } {
            WAIT_OBJECT_0 => Ok(true),
            WAIT_FAILED => Err(io::Error::last_os_error()),
            _ => Ok(false),
        }
    }

    /// Reads one record; most (a key released, the mouse, the focus) say nothing.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<Option<Event>> {
        // SAFETY: a structure of plain numbers, for which zeros are a value.
        let mut record: INPUT_RECORD = unsafe { mem::zeroed() };
        let mut count = 0;
        // SAFETY: the handle is open; one record is asked for, and there is room for one.
        if unsafe { ReadConsoleInputW(handle(&self.device.input), &raw mut record, 1, &raw mut count) } == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(match u32::from(record.EventType) {
            WINDOW_BUFFER_SIZE_EVENT => Some(Event::Redraw),
            // SAFETY: the type says which member the system wrote.
            KEY_EVENT => Some(Event::Keys(self.key(unsafe { &record.Event.KeyEvent }, buffer))),
            _ => None,
        })
    }

    /// Writes the bytes that a Unix terminal sends for this key.
    fn key(&mut self, key: &KEY_EVENT_RECORD, buffer: &mut [u8]) -> usize {
        if key.bKeyDown == 0 || buffer.len() < KEY_BYTES {
            return 0;
        }
        // SAFETY: the wide function was called, so the wide member was written.
        let unit = unsafe { key.uChar.UnicodeChar };
        let arrow: &[u8] = match (unit, key.wVirtualKeyCode) {
            (0, VK_UP) => b"\x1b[A",
            (0, VK_DOWN) => b"\x1b[B",
            (0, _) => b"",
            _ => return self.character(unit).map_or(0, |c| c.encode_utf8(buffer).len()),
        };
        buffer[..arrow.len()].copy_from_slice(arrow);
        arrow.len()
    }

    fn character(&mut self, unit: u16) -> Option<char> {
        if (0xd800..0xdc00).contains(&unit) {
            self.high_surrogate = Some(unit);
            return None;
        }
        let units = self.high_surrogate.take().into_iter().chain([unit]);
        char::decode_utf16(units).last()?.ok()
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        flush(&self.device.input);
        let _ = set_mode(&self.device.input, self.found.0);
        let _ = set_mode(&self.device.output, self.found.1);
    }
}

/// One for all of a person's consoles, which cannot be told apart.
pub(super) fn lock_name() -> String {
    "terminal".to_owned()
}

fn handle(file: &File) -> HANDLE {
    file.as_raw_handle()
}

fn mode(file: &File) -> io::Result<CONSOLE_MODE> {
    let mut mode = 0;
    // SAFETY: the handle is open, and `mode` lives through the call.
    match unsafe { GetConsoleMode(handle(file), &raw mut mode) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(mode),
    }
}

fn set_mode(file: &File, mode: CONSOLE_MODE) -> io::Result<()> {
    // SAFETY: the handle is open.
    match unsafe { SetConsoleMode(handle(file), mode) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

fn flush(input: &File) {
    // SAFETY: the handle is open.
    unsafe { FlushConsoleInputBuffer(handle(input)) };
}

//! Malformed files, and word for word what is said of each: file, line, and what is wrong.

use super::{read, remarks};

/// What is tried, the config file, the credentials file, and everything that is said of both.
pub type Malformed = (
    &'static str,
    &'static [u8],
    &'static [u8],
    &'static [&'static str],
);

pub const MALFORMED: [Malformed; 76] = [
    (
        "a line before the first header",
        b"region = x\n[default]\n",
        b"",
        &["refused: config:1: this line stands before the first `[section]`"],
    ),
    (
        "a line before the first header of the credentials file",
        b"[profile a]\n",
        b"aws_access_key_id = AKIA\n[a]\n",
        &["refused: credentials:1: this line stands before the first `[section]`"],
    ),
    (
        "an indented line before the first header",
        b"  region = x\n[default]\n",
        b"",
        &["refused: config:1: this line stands before the first `[section]`"],
    ),
    (
        "text that is no configuration",
        b"<html>\n<body>\n",
        b"",
        &["refused: config:1: this line stands before the first `[section]`"],
    ),
    (
        "another format",
        b"{\"profile\": {}}\n",
        b"",
        &["refused: config:1: this line stands before the first `[section]`"],
    ),
    (
        "a header without its end",
        b"[profile a\nregion = x\n[profile b]\n",
        b"",
        &["a stopped: config:1: the section header has no `]` at its end"],
    ),
    (
        "a header whose end is in a comment",
        b"[profile a # ]\n",
        b"",
        &["a stopped: config:1: the section header has no `]` at its end"],
    ),
    (
        "a default header without its end",
        b"[default\n[profile b]\n",
        b"",
        &["default stopped: config:1: the section header has no `]` at its end"],
    ),
    (
        "a credentials header without its end",
        b"",
        b"[a\naws_access_key_id = AKIA\n[b]\n",
        &["a stopped: credentials:1: the section header has no `]` at its end"],
    ),
    (
        "an sso-session header without its end",
        b"[sso-session a\n[profile b]\n",
        b"",
        &["a stopped: config:1: the section header has no `]` at its end"],
    ),
    (
        "a header of nothing but a bracket",
        b"[\n[profile b]\n",
        b"",
        &["refused: config:1: the section header has no `]` at its end"],
    ),
    (
        "a header that ends at the end of the file",
        b"[profile b]\nregion = x\n[prof",
        b"",
        &["refused: config:3: the section header has no `]` at its end"],
    ),
    (
        "a header of two names without its end",
        b"[profile a b\n[profile c]\n",
        b"",
        &["refused: config:1: the section header has no `]` at its end"],
    ),
    (
        "a bare name without its end",
        b"[a\n[profile b]\n",
        b"",
        &["refused: config:1: the section header has no `]` at its end"],
    ),
    (
        "a property behind a header",
        b"[profile a] region = x\n[profile b]\n",
        b"",
        &["a stopped: config:1: only a comment may follow the `]` of a section header"],
    ),
    (
        "a property behind a header of no profile",
        b"[a] region = x\n",
        b"",
        &["refused: config:1: only a comment may follow the `]` of a section header"],
    ),
    (
        "a word behind a credentials header",
        b"",
        b"[a] b\n",
        &["a stopped: credentials:1: only a comment may follow the `]` of a section header"],
    ),
    (
        "a line without an equals sign",
        b"[profile a]\nregion\n[profile b]\n",
        b"",
        &["a stopped: config:2: this line has no `=`"],
    ),
    (
        "a colon for an equals sign",
        b"[profile a]\nrole_arn: arn:aws:iam::123456789012:role/A\n",
        b"",
        &["a stopped: config:2: this line has no `=`"],
    ),
    (
        "a misspelt key and no equals sign",
        b"[profile a]\nrole-am arn:aws:iam::123456789012:role/A\n",
        b"",
        &["a stopped: config:2: this line has no `=`"],
    ),
    (
        "an unknown word",
        b"[profile a]\nhello world\n",
        b"",
        &["a stopped: config:2: this line has no `=`"],
    ),
    (
        "an equals sign in a comment only",
        b"[profile a]\nregion # = x\n",
        b"",
        &["a stopped: config:2: this line has no `=`"],
    ),
    (
        "a key of nothing",
        b"[profile a]\n= x\n[profile b]\n",
        b"",
        &["a stopped: config:2: there is no key before the `=`"],
    ),
    (
        "a key of nothing in the credentials file",
        b"[profile a]\n",
        b"[a]\n  = x\n",
        &["a stopped: credentials:2: there is no key before the `=`"],
    ),
    (
        "an equals sign alone",
        b"[profile a]\n=\n",
        b"",
        &["a stopped: config:2: there is no key before the `=`"],
    ),
    (
        "two bad lines",
        b"[profile a]\n= x\ny\n",
        b"",
        &[
            "a stopped: config:2: there is no key before the `=`",
            "a stopped: config:3: this line has no `=`",
        ],
    ),
    (
        "bad lines in both files",
        b"[profile a]\n= x\n",
        b"[a]\ny\n",
        &[
            "a stopped: config:2: there is no key before the `=`",
            "a stopped: credentials:2: this line has no `=`",
        ],
    ),
    (
        "a bad line and what continues it",
        b"[profile a]\nregion\n  more\nregion = x\n",
        b"",
        &["a stopped: config:2: this line has no `=`"],
    ),
    (
        "an indented line right below a header",
        b"[profile a]\n  more\n[profile b]\n",
        b"",
        &["a stopped: config:2: an indented line continues a property, but this section has none above it"],
    ),
    (
        "an indented line below a second header",
        b"[profile a]\nregion = x\n[profile a]\n  more\n",
        b"",
        &[
            "a stopped: config:4: an indented line continues a property, but this section has none above it",
            "a warned: config:3: the section `a` is already in this file",
        ],
    ),
    (
        "a sub-property without an equals sign",
        b"[profile a]\ns3 =\n  junk\n[profile b]\n",
        b"",
        &["a stopped: config:3: this line below `s3 =` has no `=`"],
    ),
    (
        "a sub-property with a colon",
        b"[profile a]\ns3 =\n  addressing_style: path\n",
        b"",
        &["a stopped: config:3: this line below `s3 =` has no `=`"],
    ),
    (
        "a sub-property of nothing",
        b"[profile a]\ns3 =\n  = x\n",
        b"",
        &["a stopped: config:3: this line below `s3 =` has no key before the `=`"],
    ),
    (
        "a value on the line below its key",
        b"[profile a]\ncredential_process =\n  /usr/bin/tool\n",
        b"",
        &["a stopped: config:3: this line below `credential_process =` has no `=`"],
    ),
    (
        "a sub-property below a key that is not to be shown",
        b"[profile a]\nAKIA0123 =\n  junk\n",
        b"",
        &["a stopped: config:3: this line below a key without a value has no `=`"],
    ),
    (
        "a bad sub-property of services",
        b"[services services]\nsts =\n  endpoint_url\n[profile a]\n",
        b"",
        &["services stopped: config:3: this line below `sts =` has no `=`"],
    ),
    (
        "a bad line in an sso-session",
        b"[sso-session session]\nsso_region\n[profile a]\n",
        b"",
        &["session stopped: config:2: this line has no `=`"],
    ),
    (
        "a bad line in a section that no SDK knows",
        b"[plugins]\njunk\n[profile a]\n",
        b"",
        &[],
    ),
    (
        "Latin-1 in a value",
        b"[profile a]\nname = J\xfcrgen\n[profile b]\n",
        b"",
        &["a stopped: config:2: this line is not UTF-8"],
    ),
    (
        "Latin-1 in a comment",
        b"# J\xfcrgen\n[profile a]\n  # J\xfcrgen\n",
        b"",
        &[],
    ),
    (
        "Latin-1 in a name",
        b"[profile J\xfcrgen]\n[profile b]\n",
        b"",
        &["refused: config:1: this line is not UTF-8"],
    ),
    (
        "Latin-1 before the first header",
        b"J\xfcrgen\n[profile b]\n",
        b"",
        &["refused: config:1: this line is not UTF-8"],
    ),
    (
        "Latin-1 in a continued value",
        b"[profile a]\nname = x\n  J\xfcrgen\n",
        b"",
        &["a stopped: config:3: this line is not UTF-8"],
    ),
    (
        "UTF-8 cut off in a character",
        b"[profile a]\nname = \xf0\x9f\x98",
        b"",
        &["a stopped: config:2: this line is not UTF-8"],
    ),
    (
        "UTF-16, little end first",
        b"\xff\xfe[\0d\0]\0\n\0",
        b"",
        &["refused: config:1: the file is UTF-16, not UTF-8"],
    ),
    (
        "UTF-16, big end first",
        b"",
        b"\xfe\xff\0[\0d\0]\0\n",
        &["refused: credentials:1: the file is UTF-16, not UTF-8"],
    ),
    (
        "UTF-16 without its mark",
        b"[\0d\0]\0\n\0",
        b"",
        &["refused: config:1: this line holds a NUL byte"],
    ),
    (
        "a NUL in a value",
        b"[profile a]\nregion = x\0\n[profile b]\n",
        b"",
        &["a stopped: config:2: this line holds a NUL byte"],
    ),
    (
        "a NUL in a header",
        b"[profile a\0]\n[profile b]\n",
        b"",
        &["refused: config:1: this line holds a NUL byte"],
    ),
    (
        "a file of NULs, as a crash leaves it",
        b"\0\0\0\0",
        b"",
        &["refused: config:1: this line holds a NUL byte"],
    ),
    (
        "NULs at the end",
        b"[profile a]\nregion = x\n\0\0\0",
        b"",
        &["a stopped: config:3: this line holds a NUL byte"],
    ),
    ("a NUL in a comment", b"# \0\n[profile a]\n", b"", &[]),
    (
        "carriage returns alone",
        b"[profile a]\rregion = x\r",
        b"",
        &["refused: config:1: this line holds a carriage return that does not end it"],
    ),
    (
        "a carriage return in a value",
        b"[profile a]\nregion = x\ry\n",
        b"",
        &["a stopped: config:2: this line holds a carriage return that does not end it"],
    ),
    (
        "a profile without its prefix",
        b"[a]\nrole_arn = x\n",
        b"",
        &["passed over: config:1: `[a]` is no profile in the config file"],
    ),
    (
        "a default in capitals",
        b"[DEFAULT]\nregion = x\n",
        b"",
        &["passed over: config:1: `[DEFAULT]` is no profile in the config file"],
    ),
    (
        "a prefix without a name",
        b"[profile]\nregion = x\n",
        b"",
        &["passed over: config:1: `[profile]` is no profile in the config file"],
    ),
    (
        "a prefix and a name in one",
        b"[profilea]\n",
        b"",
        &["passed over: config:1: `[profilea]` is no profile in the config file"],
    ),
    (
        "a prefix in capitals",
        b"[Profile a]\n",
        b"",
        &["passed over: config:1: no SDK knows a section of this kind"],
    ),
    (
        "a misspelt prefix",
        b"[porfile a]\n[sso-sesion b]\n[service c]\n",
        b"",
        &[
            "passed over: config:1: no SDK knows a section of this kind",
            "passed over: config:2: no SDK knows a section of this kind",
            "passed over: config:3: no SDK knows a section of this kind",
        ],
    ),
    (
        "an unknown prefix",
        b"[keys a]\n",
        b"",
        &["passed over: config:1: no SDK knows a section of this kind"],
    ),
    (
        "a name of two words",
        b"[profile a b]\n",
        b"[a b]\n",
        &[
            "passed over: config:1: no SDK takes the name of this section",
            "passed over: credentials:1: no SDK takes the name of this section",
        ],
    ),
    (
        "a name with a strange character",
        b"[profile a!]\n[sso-session \xc3\xa4]\n",
        b"[a*]\n",
        &[
            "passed over: config:1: no SDK takes the name of this section",
            "passed over: config:2: no SDK takes the name of this section",
            "passed over: credentials:1: no SDK takes the name of this section",
        ],
    ),
    (
        "an empty name",
        b"[]\n[profile \"\"]\n",
        b"[]\n",
        &[
            "passed over: config:1: no SDK takes the name of this section",
            "passed over: config:2: no SDK takes the name of this section",
            "passed over: credentials:1: no SDK takes the name of this section",
        ],
    ),
    (
        "an unclosed quote",
        b"[profile \"a b]\n",
        b"",
        &["passed over: config:1: no SDK takes the name of this section"],
    ),
    (
        "a prefix in the credentials file",
        b"",
        b"[profile a]\naws_access_key_id = AKIA\n",
        &["passed over: credentials:1: `[profile a]` is no profile in the credentials file"],
    ),
    (
        "an sso-session in the credentials file",
        b"",
        b"[sso-session a]\n[services b]\n",
        &[
            "passed over: credentials:1: a section `[sso-session …]` counts in the config file only",
            "passed over: credentials:2: a section `[services …]` counts in the config file only",
        ],
    ),
    (
        "two defaults",
        b"[default]\nregion = x\n[profile default]\n",
        b"",
        &["passed over: config:1: `[default]` does not count beside `[profile default]`"],
    ),
    (
        "a bad line in a default that does not count",
        b"[default]\njunk\n[profile default]\n",
        b"",
        &["passed over: config:1: `[default]` does not count beside `[profile default]`"],
    ),
    (
        "a key of two words",
        b"[profile a]\nrole arn = x\n",
        b"",
        &["a warned: config:2: no SDK takes the name of this key"],
    ),
    (
        "a key with a strange character",
        b"[profile a]\nwho? = x\n",
        b"",
        &["a warned: config:2: no SDK takes the name of this key"],
    ),
    (
        "a sub-property below a key of two words",
        b"[profile a]\ntwo words =\n  junk\n",
        b"",
        &[
            "a stopped: config:3: this line below a key without a value has no `=`",
            "a warned: config:2: no SDK takes the name of this key",
        ],
    ),
    (
        "a key twice",
        b"[profile a]\nregion = x\nRegion = y\n",
        b"",
        &["a warned: config:3: `Region` is already set in this section"],
    ),
    (
        "a key twice that is not to be shown",
        b"[profile a]\nAKIA0123 = x\nAKIA0123 = y\n",
        b"",
        &["a warned: config:3: this key is already set in this section"],
    ),
    (
        "a section twice",
        b"[profile a]\nregion = x\n[profile a]\nregion = y\n",
        b"[a]\n[a]\n",
        &[
            "a warned: config:3: the section `a` is already in this file",
            "a warned: credentials:2: the section `a` is already in this file",
        ],
    ),
    (
        "a property indented by mistake",
        b"[profile a]\nregion = x\n  source_profile = b\n",
        b"",
        &[
            "a warned: config:3: `source_profile` is indented, which makes this line a part of the value above it",
        ],
    ),
];

#[test]
fn each_fault_is_told_with_file_line_and_words() {
    for (tried, config, credentials, expected) in MALFORMED {
        assert_eq!(remarks(&read(config, credentials)), *expected, "{tried}");
    }
}

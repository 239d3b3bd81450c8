
use builtin;
use str;

set edit:completion:arg-completer[rolehop] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'rolehop'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'rolehop'= {
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand credential-process 'Print the credentials as one JSON document, for `credential_process`'
            cand exec 'Run a command, or your shell, with the credentials in its environment'
            cand export 'Print the credentials as variables of a shell, or in another format'
            cand login 'Get every session of a route now, asking for what needs a person'
            cand whoami 'Tell whose credentials these are (GetCallerIdentity)'
            cand explain 'Tell what a route would do, without any call and without unlocking anything'
            cand list 'List the profiles'
            cand status 'List the sessions that are stored and the time they have left'
            cand clear 'Forget sessions; long-term keys stay'
            cand keys 'Keep long-term access keys in the store'
            cand completions 'Print the completions of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rolehop;credential-process'= {
            cand --profile 'The profile to start from; the same as a first word'
            cand --mfa-serial 'The MFA device: its ARN, or a hardware device''s number'
            cand --mfa-token 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot'
            cand --external-id 'The external ID that the role''s owner asks for'
            cand --duration 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows'
            cand --session-name 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}'
            cand --tag 'A session tag, over the profile''s tag of that key; may be repeated'
            cand --transitive-tag 'The key of a tag that goes on to the next hop; may be repeated'
            cand --policy 'A session policy, which narrows what the role may do: JSON, or a file that holds it'
            cand --policy-arn 'A managed policy as a session policy; may be repeated'
            cand --source-identity 'The source identity: who it is, all along the chain'
            cand --region 'The region: of STS, and for the command that is run'
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --fresh 'Skip the last hop''s stored session and get a new one'
            cand --long-term 'Hand out the long-term keys themselves'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;exec'= {
            cand --profile 'The profile to start from; the same as a first word'
            cand --mfa-serial 'The MFA device: its ARN, or a hardware device''s number'
            cand --mfa-token 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot'
            cand --external-id 'The external ID that the role''s owner asks for'
            cand --duration 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows'
            cand --session-name 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}'
            cand --tag 'A session tag, over the profile''s tag of that key; may be repeated'
            cand --transitive-tag 'The key of a tag that goes on to the next hop; may be repeated'
            cand --policy 'A session policy, which narrows what the role may do: JSON, or a file that holds it'
            cand --policy-arn 'A managed policy as a session policy; may be repeated'
            cand --source-identity 'The source identity: who it is, all along the chain'
            cand --region 'The region: of STS, and for the command that is run'
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --fresh 'Skip the last hop''s stored session and get a new one'
            cand --long-term 'Hand out the long-term keys themselves'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;export'= {
            cand --profile 'The profile to start from; the same as a first word'
            cand --mfa-serial 'The MFA device: its ARN, or a hardware device''s number'
            cand --mfa-token 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot'
            cand --external-id 'The external ID that the role''s owner asks for'
            cand --duration 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows'
            cand --session-name 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}'
            cand --tag 'A session tag, over the profile''s tag of that key; may be repeated'
            cand --transitive-tag 'The key of a tag that goes on to the next hop; may be repeated'
            cand --policy 'A session policy, which narrows what the role may do: JSON, or a file that holds it'
            cand --policy-arn 'A managed policy as a session policy; may be repeated'
            cand --source-identity 'The source identity: who it is, all along the chain'
            cand --region 'The region: of STS, and for the command that is run'
            cand --format 'How to print them'
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --fresh 'Skip the last hop''s stored session and get a new one'
            cand --long-term 'Hand out the long-term keys themselves'
            cand --unset 'Print what takes the variables away again; needs no ROUTE'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;login'= {
            cand --profile 'The profile to start from; the same as a first word'
            cand --mfa-serial 'The MFA device: its ARN, or a hardware device''s number'
            cand --mfa-token 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot'
            cand --external-id 'The external ID that the role''s owner asks for'
            cand --duration 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows'
            cand --session-name 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}'
            cand --tag 'A session tag, over the profile''s tag of that key; may be repeated'
            cand --transitive-tag 'The key of a tag that goes on to the next hop; may be repeated'
            cand --policy 'A session policy, which narrows what the role may do: JSON, or a file that holds it'
            cand --policy-arn 'A managed policy as a session policy; may be repeated'
            cand --source-identity 'The source identity: who it is, all along the chain'
            cand --region 'The region: of STS, and for the command that is run'
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --fresh 'Skip the last hop''s stored session and get a new one'
            cand --long-term 'Hand out the long-term keys themselves'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;whoami'= {
            cand --profile 'The profile to start from; the same as a first word'
            cand --mfa-serial 'The MFA device: its ARN, or a hardware device''s number'
            cand --mfa-token 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot'
            cand --external-id 'The external ID that the role''s owner asks for'
            cand --duration 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows'
            cand --session-name 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}'
            cand --tag 'A session tag, over the profile''s tag of that key; may be repeated'
            cand --transitive-tag 'The key of a tag that goes on to the next hop; may be repeated'
            cand --policy 'A session policy, which narrows what the role may do: JSON, or a file that holds it'
            cand --policy-arn 'A managed policy as a session policy; may be repeated'
            cand --source-identity 'The source identity: who it is, all along the chain'
            cand --region 'The region: of STS, and for the command that is run'
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --fresh 'Skip the last hop''s stored session and get a new one'
            cand --json 'Print JSON'
            cand --long-term 'Hand out the long-term keys themselves'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;explain'= {
            cand --profile 'The profile to start from; the same as a first word'
            cand --mfa-serial 'The MFA device: its ARN, or a hardware device''s number'
            cand --external-id 'The external ID that the role''s owner asks for'
            cand --duration 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows'
            cand --session-name 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}'
            cand --tag 'A session tag, over the profile''s tag of that key; may be repeated'
            cand --transitive-tag 'The key of a tag that goes on to the next hop; may be repeated'
            cand --policy 'A session policy, which narrows what the role may do: JSON, or a file that holds it'
            cand --policy-arn 'A managed policy as a session policy; may be repeated'
            cand --source-identity 'The source identity: who it is, all along the chain'
            cand --region 'The region: of STS, and for the command that is run'
            cand --mfa-token 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot'
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --fresh 'Skip the last hop''s stored session and get a new one'
            cand --long-term 'Hand out the long-term keys themselves'
            cand --json 'Print JSON'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;list'= {
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --json 'Print JSON'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;status'= {
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --json 'Print JSON'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;clear'= {
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;keys'= {
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand add 'Put an access key into the store; asks without echo unless told where to read it'
            cand list 'List the access keys in the store, without unlocking it'
            cand remove 'Remove an access key and the sessions made from it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rolehop;keys;add'= {
            cand --csv 'Read the file that the AWS console downloads'
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --stdin 'Read JSON on standard input, as `aws iam create-access-key` prints it'
            cand --from-env 'Take AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;keys;list'= {
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --json 'Print JSON'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;keys;remove'= {
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;keys;help'= {
            cand add 'Put an access key into the store; asks without echo unless told where to read it'
            cand list 'List the access keys in the store, without unlocking it'
            cand remove 'Remove an access key and the sessions made from it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rolehop;keys;help;add'= {
        }
        &'rolehop;keys;help;list'= {
        }
        &'rolehop;keys;help;remove'= {
        }
        &'rolehop;keys;help;help'= {
        }
        &'rolehop;completions'= {
            cand --config 'rolehop''s configuration file'
            cand --store 'Where sessions rest: kernel, secret-service, keychain, windows, file or none'
            cand --prompt-timeout 'How long to wait for a person in all, as 55s or 2m'
            cand --color 'When to use colour'
            cand --no-input 'Never ask a person; fail with exit code 4 instead'
            cand -v 'Tell each STS call on stderr; given twice, each look into the store too'
            cand --verbose 'Tell each STS call on stderr; given twice, each look into the store too'
            cand -q 'Tell nothing on stderr but errors'
            cand --quiet 'Tell nothing on stderr but errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rolehop;help'= {
            cand credential-process 'Print the credentials as one JSON document, for `credential_process`'
            cand exec 'Run a command, or your shell, with the credentials in its environment'
            cand export 'Print the credentials as variables of a shell, or in another format'
            cand login 'Get every session of a route now, asking for what needs a person'
            cand whoami 'Tell whose credentials these are (GetCallerIdentity)'
            cand explain 'Tell what a route would do, without any call and without unlocking anything'
            cand list 'List the profiles'
            cand status 'List the sessions that are stored and the time they have left'
            cand clear 'Forget sessions; long-term keys stay'
            cand keys 'Keep long-term access keys in the store'
            cand completions 'Print the completions of a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rolehop;help;credential-process'= {
        }
        &'rolehop;help;exec'= {
        }
        &'rolehop;help;export'= {
        }
        &'rolehop;help;login'= {
        }
        &'rolehop;help;whoami'= {
        }
        &'rolehop;help;explain'= {
        }
        &'rolehop;help;list'= {
        }
        &'rolehop;help;status'= {
        }
        &'rolehop;help;clear'= {
        }
        &'rolehop;help;keys'= {
            cand add 'Put an access key into the store; asks without echo unless told where to read it'
            cand list 'List the access keys in the store, without unlocking it'
            cand remove 'Remove an access key and the sessions made from it'
        }
        &'rolehop;help;keys;add'= {
        }
        &'rolehop;help;keys;list'= {
        }
        &'rolehop;help;keys;remove'= {
        }
        &'rolehop;help;completions'= {
        }
        &'rolehop;help;help'= {
        }
    ]
    $completions[$command]
}

# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_rolehop_global_optspecs
    string join \n config= store= no-input prompt-timeout= v/verbose q/quiet color= h/help V/version
end

function __fish_rolehop_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_rolehop_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_rolehop_using_subcommand
    set -l cmd (__fish_rolehop_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c rolehop -n "__fish_rolehop_needs_command" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_needs_command" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_needs_command" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_needs_command" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_needs_command" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_needs_command" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_needs_command" -s V -l version -d 'Print version'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "credential-process" -d 'Print the credentials as one JSON document, for `credential_process`'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "exec" -d 'Run a command, or your shell, with the credentials in its environment'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "export" -d 'Print the credentials as variables of a shell, or in another format'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "login" -d 'Get every session of a route now, asking for what needs a person'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "whoami" -d 'Tell whose credentials these are (GetCallerIdentity)'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "explain" -d 'Tell what a route would do, without any call and without unlocking anything'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "list" -d 'List the profiles'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "status" -d 'List the sessions that are stored and the time they have left'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "clear" -d 'Forget sessions; long-term keys stay'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "keys" -d 'Keep long-term access keys in the store'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c rolehop -n "__fish_rolehop_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l profile -d 'The profile to start from; the same as a first word' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l mfa-serial -d 'The MFA device: its ARN, or a hardware device\'s number' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l mfa-token -d 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l external-id -d 'The external ID that the role\'s owner asks for' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l duration -d 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l session-name -d 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l tag -d 'A session tag, over the profile\'s tag of that key; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l transitive-tag -d 'The key of a tag that goes on to the next hop; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l policy -d 'A session policy, which narrows what the role may do: JSON, or a file that holds it' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l policy-arn -d 'A managed policy as a session policy; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l source-identity -d 'The source identity: who it is, all along the chain' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l region -d 'The region: of STS, and for the command that is run' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l fresh -d 'Skip the last hop\'s stored session and get a new one'
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l long-term -d 'Hand out the long-term keys themselves'
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand credential-process" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l profile -d 'The profile to start from; the same as a first word' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l mfa-serial -d 'The MFA device: its ARN, or a hardware device\'s number' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l mfa-token -d 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l external-id -d 'The external ID that the role\'s owner asks for' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l duration -d 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l session-name -d 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l tag -d 'A session tag, over the profile\'s tag of that key; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l transitive-tag -d 'The key of a tag that goes on to the next hop; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l policy -d 'A session policy, which narrows what the role may do: JSON, or a file that holds it' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l policy-arn -d 'A managed policy as a session policy; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l source-identity -d 'The source identity: who it is, all along the chain' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l region -d 'The region: of STS, and for the command that is run' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l fresh -d 'Skip the last hop\'s stored session and get a new one'
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l long-term -d 'Hand out the long-term keys themselves'
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l profile -d 'The profile to start from; the same as a first word' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l mfa-serial -d 'The MFA device: its ARN, or a hardware device\'s number' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l mfa-token -d 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l external-id -d 'The external ID that the role\'s owner asks for' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l duration -d 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l session-name -d 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l tag -d 'A session tag, over the profile\'s tag of that key; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l transitive-tag -d 'The key of a tag that goes on to the next hop; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l policy -d 'A session policy, which narrows what the role may do: JSON, or a file that holds it' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l policy-arn -d 'A managed policy as a session policy; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l source-identity -d 'The source identity: who it is, all along the chain' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l region -d 'The region: of STS, and for the command that is run' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l format -d 'How to print them' -r -f -a "env\t'POSIX shells: `export K=\'V\'`'
env-no-export\t'K=V without quotes, for `docker --env-file`'
fish\t'fish'
powershell\t'PowerShell'
windows-cmd\t'cmd.exe'
nushell\t'Nushell: a record for `load-env`'
elvish\t'Elvish'
xonsh\t'Xonsh'
tcsh\t'csh and tcsh'
process\t'The JSON of `credential_process`'
ini\t'A section of a credentials file'
github\t'A GitHub job: masks, then $GITHUB_ENV'"
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l fresh -d 'Skip the last hop\'s stored session and get a new one'
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l long-term -d 'Hand out the long-term keys themselves'
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l unset -d 'Print what takes the variables away again; needs no ROUTE'
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l profile -d 'The profile to start from; the same as a first word' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l mfa-serial -d 'The MFA device: its ARN, or a hardware device\'s number' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l mfa-token -d 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l external-id -d 'The external ID that the role\'s owner asks for' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l duration -d 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l session-name -d 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l tag -d 'A session tag, over the profile\'s tag of that key; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l transitive-tag -d 'The key of a tag that goes on to the next hop; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l policy -d 'A session policy, which narrows what the role may do: JSON, or a file that holds it' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l policy-arn -d 'A managed policy as a session policy; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l source-identity -d 'The source identity: who it is, all along the chain' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l region -d 'The region: of STS, and for the command that is run' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l fresh -d 'Skip the last hop\'s stored session and get a new one'
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l long-term -d 'Hand out the long-term keys themselves'
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l profile -d 'The profile to start from; the same as a first word' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l mfa-serial -d 'The MFA device: its ARN, or a hardware device\'s number' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l mfa-token -d 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l external-id -d 'The external ID that the role\'s owner asks for' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l duration -d 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l session-name -d 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l tag -d 'A session tag, over the profile\'s tag of that key; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l transitive-tag -d 'The key of a tag that goes on to the next hop; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l policy -d 'A session policy, which narrows what the role may do: JSON, or a file that holds it' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l policy-arn -d 'A managed policy as a session policy; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l source-identity -d 'The source identity: who it is, all along the chain' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l region -d 'The region: of STS, and for the command that is run' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l fresh -d 'Skip the last hop\'s stored session and get a new one'
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l json -d 'Print JSON'
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l long-term -d 'Hand out the long-term keys themselves'
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l profile -d 'The profile to start from; the same as a first word' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l mfa-serial -d 'The MFA device: its ARN, or a hardware device\'s number' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l external-id -d 'The external ID that the role\'s owner asks for' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l duration -d 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l session-name -d 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l tag -d 'A session tag, over the profile\'s tag of that key; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l transitive-tag -d 'The key of a tag that goes on to the next hop; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l policy -d 'A session policy, which narrows what the role may do: JSON, or a file that holds it' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l policy-arn -d 'A managed policy as a session policy; may be repeated' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l source-identity -d 'The source identity: who it is, all along the chain' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l region -d 'The region: of STS, and for the command that is run' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l mfa-token -d 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l fresh -d 'Skip the last hop\'s stored session and get a new one'
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l long-term -d 'Hand out the long-term keys themselves'
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l json -d 'Print JSON'
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand list" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand list" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand list" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand list" -l json -d 'Print JSON'
complete -c rolehop -n "__fish_rolehop_using_subcommand list" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand list" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand list" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand status" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand status" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand status" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand status" -l json -d 'Print JSON'
complete -c rolehop -n "__fish_rolehop_using_subcommand status" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand status" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand status" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand clear" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand clear" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand clear" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand clear" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand clear" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand clear" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand clear" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -f -a "add" -d 'Put an access key into the store; asks without echo unless told where to read it'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -f -a "list" -d 'List the access keys in the store, without unlocking it'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -f -a "remove" -d 'Remove an access key and the sessions made from it'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and not __fish_seen_subcommand_from add list remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -l csv -d 'Read the file that the AWS console downloads' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -l stdin -d 'Read JSON on standard input, as `aws iam create-access-key` prints it'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -l from-env -d 'Take AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from list" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from list" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from list" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from remove" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from remove" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from remove" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "add" -d 'Put an access key into the store; asks without echo unless told where to read it'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the access keys in the store, without unlocking it'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove an access key and the sessions made from it'
complete -c rolehop -n "__fish_rolehop_using_subcommand keys; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rolehop -n "__fish_rolehop_using_subcommand completions" -l config -d 'rolehop\'s configuration file' -r -F
complete -c rolehop -n "__fish_rolehop_using_subcommand completions" -l store -d 'Where sessions rest: kernel, secret-service, keychain, windows, file or none' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand completions" -l prompt-timeout -d 'How long to wait for a person in all, as 55s or 2m' -r
complete -c rolehop -n "__fish_rolehop_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rolehop -n "__fish_rolehop_using_subcommand completions" -l no-input -d 'Never ask a person; fail with exit code 4 instead'
complete -c rolehop -n "__fish_rolehop_using_subcommand completions" -s v -l verbose -d 'Tell each STS call on stderr; given twice, each look into the store too'
complete -c rolehop -n "__fish_rolehop_using_subcommand completions" -s q -l quiet -d 'Tell nothing on stderr but errors'
complete -c rolehop -n "__fish_rolehop_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "credential-process" -d 'Print the credentials as one JSON document, for `credential_process`'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "exec" -d 'Run a command, or your shell, with the credentials in its environment'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "export" -d 'Print the credentials as variables of a shell, or in another format'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "login" -d 'Get every session of a route now, asking for what needs a person'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "whoami" -d 'Tell whose credentials these are (GetCallerIdentity)'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "explain" -d 'Tell what a route would do, without any call and without unlocking anything'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "list" -d 'List the profiles'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "status" -d 'List the sessions that are stored and the time they have left'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "clear" -d 'Forget sessions; long-term keys stay'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "keys" -d 'Keep long-term access keys in the store'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "completions" -d 'Print the completions of a shell'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and not __fish_seen_subcommand_from credential-process exec export login whoami explain list status clear keys completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "add" -d 'Put an access key into the store; asks without echo unless told where to read it'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "list" -d 'List the access keys in the store, without unlocking it'
complete -c rolehop -n "__fish_rolehop_using_subcommand help; and __fish_seen_subcommand_from keys" -f -a "remove" -d 'Remove an access key and the sessions made from it'


using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'rolehop' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'rolehop'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'rolehop' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('credential-process', 'credential-process', [CompletionResultType]::ParameterValue, 'Print the credentials as one JSON document, for `credential_process`')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command, or your shell, with the credentials in its environment')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the credentials as variables of a shell, or in another format')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Get every session of a route now, asking for what needs a person')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Tell whose credentials these are (GetCallerIdentity)')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Tell what a route would do, without any call and without unlocking anything')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the profiles')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'List the sessions that are stored and the time they have left')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Forget sessions; long-term keys stay')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'Keep long-term access keys in the store')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rolehop;credential-process' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to start from; the same as a first word')
            [CompletionResult]::new('--mfa-serial', '--mfa-serial', [CompletionResultType]::ParameterName, 'The MFA device: its ARN, or a hardware device''s number')
            [CompletionResult]::new('--mfa-token', '--mfa-token', [CompletionResultType]::ParameterName, 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'The external ID that the role''s owner asks for')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows')
            [CompletionResult]::new('--session-name', '--session-name', [CompletionResultType]::ParameterName, 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A session tag, over the profile''s tag of that key; may be repeated')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'The key of a tag that goes on to the next hop; may be repeated')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A session policy, which narrows what the role may do: JSON, or a file that holds it')
            [CompletionResult]::new('--policy-arn', '--policy-arn', [CompletionResultType]::ParameterName, 'A managed policy as a session policy; may be repeated')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'The source identity: who it is, all along the chain')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region: of STS, and for the command that is run')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Skip the last hop''s stored session and get a new one')
            [CompletionResult]::new('--long-term', '--long-term', [CompletionResultType]::ParameterName, 'Hand out the long-term keys themselves')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;exec' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to start from; the same as a first word')
            [CompletionResult]::new('--mfa-serial', '--mfa-serial', [CompletionResultType]::ParameterName, 'The MFA device: its ARN, or a hardware device''s number')
            [CompletionResult]::new('--mfa-token', '--mfa-token', [CompletionResultType]::ParameterName, 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'The external ID that the role''s owner asks for')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows')
            [CompletionResult]::new('--session-name', '--session-name', [CompletionResultType]::ParameterName, 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A session tag, over the profile''s tag of that key; may be repeated')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'The key of a tag that goes on to the next hop; may be repeated')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A session policy, which narrows what the role may do: JSON, or a file that holds it')
            [CompletionResult]::new('--policy-arn', '--policy-arn', [CompletionResultType]::ParameterName, 'A managed policy as a session policy; may be repeated')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'The source identity: who it is, all along the chain')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region: of STS, and for the command that is run')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Skip the last hop''s stored session and get a new one')
            [CompletionResult]::new('--long-term', '--long-term', [CompletionResultType]::ParameterName, 'Hand out the long-term keys themselves')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;export' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to start from; the same as a first word')
            [CompletionResult]::new('--mfa-serial', '--mfa-serial', [CompletionResultType]::ParameterName, 'The MFA device: its ARN, or a hardware device''s number')
            [CompletionResult]::new('--mfa-token', '--mfa-token', [CompletionResultType]::ParameterName, 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'The external ID that the role''s owner asks for')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows')
            [CompletionResult]::new('--session-name', '--session-name', [CompletionResultType]::ParameterName, 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A session tag, over the profile''s tag of that key; may be repeated')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'The key of a tag that goes on to the next hop; may be repeated')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A session policy, which narrows what the role may do: JSON, or a file that holds it')
            [CompletionResult]::new('--policy-arn', '--policy-arn', [CompletionResultType]::ParameterName, 'A managed policy as a session policy; may be repeated')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'The source identity: who it is, all along the chain')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region: of STS, and for the command that is run')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print them')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Skip the last hop''s stored session and get a new one')
            [CompletionResult]::new('--long-term', '--long-term', [CompletionResultType]::ParameterName, 'Hand out the long-term keys themselves')
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Print what takes the variables away again; needs no ROUTE')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;login' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to start from; the same as a first word')
            [CompletionResult]::new('--mfa-serial', '--mfa-serial', [CompletionResultType]::ParameterName, 'The MFA device: its ARN, or a hardware device''s number')
            [CompletionResult]::new('--mfa-token', '--mfa-token', [CompletionResultType]::ParameterName, 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'The external ID that the role''s owner asks for')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows')
            [CompletionResult]::new('--session-name', '--session-name', [CompletionResultType]::ParameterName, 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A session tag, over the profile''s tag of that key; may be repeated')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'The key of a tag that goes on to the next hop; may be repeated')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A session policy, which narrows what the role may do: JSON, or a file that holds it')
            [CompletionResult]::new('--policy-arn', '--policy-arn', [CompletionResultType]::ParameterName, 'A managed policy as a session policy; may be repeated')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'The source identity: who it is, all along the chain')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region: of STS, and for the command that is run')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Skip the last hop''s stored session and get a new one')
            [CompletionResult]::new('--long-term', '--long-term', [CompletionResultType]::ParameterName, 'Hand out the long-term keys themselves')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;whoami' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to start from; the same as a first word')
            [CompletionResult]::new('--mfa-serial', '--mfa-serial', [CompletionResultType]::ParameterName, 'The MFA device: its ARN, or a hardware device''s number')
            [CompletionResult]::new('--mfa-token', '--mfa-token', [CompletionResultType]::ParameterName, 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'The external ID that the role''s owner asks for')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows')
            [CompletionResult]::new('--session-name', '--session-name', [CompletionResultType]::ParameterName, 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A session tag, over the profile''s tag of that key; may be repeated')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'The key of a tag that goes on to the next hop; may be repeated')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A session policy, which narrows what the role may do: JSON, or a file that holds it')
            [CompletionResult]::new('--policy-arn', '--policy-arn', [CompletionResultType]::ParameterName, 'A managed policy as a session policy; may be repeated')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'The source identity: who it is, all along the chain')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region: of STS, and for the command that is run')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Skip the last hop''s stored session and get a new one')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--long-term', '--long-term', [CompletionResultType]::ParameterName, 'Hand out the long-term keys themselves')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;explain' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile to start from; the same as a first word')
            [CompletionResult]::new('--mfa-serial', '--mfa-serial', [CompletionResultType]::ParameterName, 'The MFA device: its ARN, or a hardware device''s number')
            [CompletionResult]::new('--external-id', '--external-id', [CompletionResultType]::ParameterName, 'The external ID that the role''s owner asks for')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the session lives: 45m, 1h, 3600, or max for as long as the role allows')
            [CompletionResult]::new('--session-name', '--session-name', [CompletionResultType]::ParameterName, 'The role session name, for CloudTrail; may hold {user}, {host}, {profile}')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A session tag, over the profile''s tag of that key; may be repeated')
            [CompletionResult]::new('--transitive-tag', '--transitive-tag', [CompletionResultType]::ParameterName, 'The key of a tag that goes on to the next hop; may be repeated')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'A session policy, which narrows what the role may do: JSON, or a file that holds it')
            [CompletionResult]::new('--policy-arn', '--policy-arn', [CompletionResultType]::ParameterName, 'A managed policy as a session policy; may be repeated')
            [CompletionResult]::new('--source-identity', '--source-identity', [CompletionResultType]::ParameterName, 'The source identity: who it is, all along the chain')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region: of STS, and for the command that is run')
            [CompletionResult]::new('--mfa-token', '--mfa-token', [CompletionResultType]::ParameterName, 'The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Skip the last hop''s stored session and get a new one')
            [CompletionResult]::new('--long-term', '--long-term', [CompletionResultType]::ParameterName, 'Hand out the long-term keys themselves')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;status' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;clear' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;keys' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Put an access key into the store; asks without echo unless told where to read it')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the access keys in the store, without unlocking it')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove an access key and the sessions made from it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rolehop;keys;add' {
            [CompletionResult]::new('--csv', '--csv', [CompletionResultType]::ParameterName, 'Read the file that the AWS console downloads')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--stdin', '--stdin', [CompletionResultType]::ParameterName, 'Read JSON on standard input, as `aws iam create-access-key` prints it')
            [CompletionResult]::new('--from-env', '--from-env', [CompletionResultType]::ParameterName, 'Take AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;keys;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;keys;remove' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;keys;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Put an access key into the store; asks without echo unless told where to read it')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the access keys in the store, without unlocking it')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove an access key and the sessions made from it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rolehop;keys;help;add' {
            break
        }
        'rolehop;keys;help;list' {
            break
        }
        'rolehop;keys;help;remove' {
            break
        }
        'rolehop;keys;help;help' {
            break
        }
        'rolehop;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'rolehop''s configuration file')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where sessions rest: kernel, secret-service, keychain, windows, file or none')
            [CompletionResult]::new('--prompt-timeout', '--prompt-timeout', [CompletionResultType]::ParameterName, 'How long to wait for a person in all, as 55s or 2m')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask a person; fail with exit code 4 instead')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each STS call on stderr; given twice, each look into the store too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Tell nothing on stderr but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rolehop;help' {
            [CompletionResult]::new('credential-process', 'credential-process', [CompletionResultType]::ParameterValue, 'Print the credentials as one JSON document, for `credential_process`')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command, or your shell, with the credentials in its environment')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the credentials as variables of a shell, or in another format')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Get every session of a route now, asking for what needs a person')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Tell whose credentials these are (GetCallerIdentity)')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Tell what a route would do, without any call and without unlocking anything')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the profiles')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'List the sessions that are stored and the time they have left')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Forget sessions; long-term keys stay')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'Keep long-term access keys in the store')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rolehop;help;credential-process' {
            break
        }
        'rolehop;help;exec' {
            break
        }
        'rolehop;help;export' {
            break
        }
        'rolehop;help;login' {
            break
        }
        'rolehop;help;whoami' {
            break
        }
        'rolehop;help;explain' {
            break
        }
        'rolehop;help;list' {
            break
        }
        'rolehop;help;status' {
            break
        }
        'rolehop;help;clear' {
            break
        }
        'rolehop;help;keys' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Put an access key into the store; asks without echo unless told where to read it')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the access keys in the store, without unlocking it')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove an access key and the sessions made from it')
            break
        }
        'rolehop;help;keys;add' {
            break
        }
        'rolehop;help;keys;list' {
            break
        }
        'rolehop;help;keys;remove' {
            break
        }
        'rolehop;help;completions' {
            break
        }
        'rolehop;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}

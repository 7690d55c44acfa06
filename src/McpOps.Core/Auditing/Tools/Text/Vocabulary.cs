using System.Collections.Frozen;

namespace McpOps.Auditing.Tools.Text;

/// <summary>The senses of English words, as tool descriptions use them. Two words stand for a pair.</summary>
internal static class Vocabulary
{
    private static readonly FrozenDictionary<string, Sense> Words = Build();

    /// <summary>The senses of a word, or of a pair of words, in lower case.</summary>
    public static Sense Of(string word) => Words.GetValueOrDefault(word);

    private static FrozenDictionary<string, Sense> Build()
    {
        var words = new Dictionary<string, Sense>(StringComparer.Ordinal);
        void Add(Sense sense, string list)
        {
            foreach (var word in list.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                var key = word.Replace('_', ' ');
                words[key] = words.GetValueOrDefault(key) | sense;
            }
        }

        Add(Sense.Negation, "not never no don't dont doesn't doesnt didn't won't cannot can't cant mustn't shouldn't isn't aren't without neither nor nothing none nobody avoid avoids avoiding refrain refrains refraining forbidden prohibited disallowed forbids prohibits impossible unable");
        Add(Sense.Turn, "but however instead rather unless except although though");
        Add(Sense.Forget, "forget fail hesitate omit neglect exception delay doubt hesitation stop prevent hinder");
        Add(Sense.Tell, "tell telling mention mentioning show showing inform informing reveal revealing disclose disclosing notify notifying alert alerting display displaying say saying explain explaining report reporting expose acknowledge discuss surface print");
        Add(Sense.Hide, "hide hidden conceal concealed withhold withholding silently secretly quietly covertly stealthily discreetly invisibly unnoticed undetected");
        Add(Sense.Person, "user users user's human humans person operator owner customer anyone anybody them him her people");
        Add(Sense.Read, "read reads reading open opens cat load loads fetch fetches retrieve retrieves collect collects collecting gather gathers extract extracts extracting harvest harvests harvested include includes including pass passes provide provides supply copy copies index indexes indexing scan scans dump dumps grab grabs steal append appends attach attaches insert put paste capture captures captured incorporate incorporates maintain maintains maintained record records recorded access accesses find found obtain embed embeds");
        Add(Sense.Secret, "password passwords passwd passphrase secret secrets credential credentials token tokens api_key api_keys apikey apikeys private_key private_keys ssh_key ssh_keys access_key access_keys encryption_key signing_key secret_key secret_keys session_cookie session_cookies cookies auth_token keychain keystore env_vars environment_variables seed_phrase mnemonic wallet_key");
        Add(Sense.Send, "copy copies copied transfers transferred send sends sending sent upload uploads uploaded uploading post posts posted posting forward forwards forwarded transmit transmits transmitted stream streams streamed exfiltrate exfiltrates exfiltrated exfiltrating share shared shares sync synced syncs syncing leak leaks leaked mail email emails emailed submit submits submitted push pushes pushed relay relays relayed beacon beacons deliver delivers report reports curl wget nc netcat copied cc bcc replicate replicated mirrored");
        Add(Sense.Away, "remote remotely external externally third_party third_parties third-party third-parties cloud attacker attacker's attacker-controlled webhook offsite off-site elsewhere outside internet collector exfil c2 pastebin ngrok dns");
        Add(Sense.Personal, "conversation conversations chat chat_history clipboard history messages_history user_messages user's_messages ai_responses phi pii personal location location_history account_numbers account_number credit_card credit_cards screenshots sensitive confidential mac_address hostname username running_processes fingerprint keystrokes browsing contacts medical ssn transcript microphone webcam phi_records system_prompt prompts patient payroll");
        Add(Sense.Run, "run runs running execute executes executing exec eval invoke spawn launch");
        Add(Sense.Command, "command commands bash sh shell powershell cmd terminal script payload code");
        Add(Sense.Skip, "skip skips bypass bypasses bypassing disable disables disabling ignore ignores ignoring override overrides overriding suppress circumvent evade disregard disregards deactivate overrule unrestricted");
        Add(Sense.Guard, "consent confirmation confirmations approval approvals permission permissions validation safety safeguard safeguards security restrictions restriction guidelines guideline policy policies filtering filters sanitization access_control access_controls authorization authentication moderation guardrail guardrails warning warnings checks verification limits");
        Add(Sense.Orders, "instructions instruction prompt directives directive guidelines rules orders");
        Add(Sense.Payee, "recipient recipients amount amounts iban wallet payee beneficiary account bcc cc destination_address payment transfer transfers invoice sender");
        Add(Sense.Change, "change changes replace replaces redirect redirects reroute swap modify set add adds substitute rewrite");
        Add(Sense.Defend, "detects detecting detection blocks blocking prevents prevention protects flags flagging sanitizes strips rejects warns identifies mitigates redacts masks refuses omits excludes");
        Add(Sense.Tool, "tool tools function functions server servers request requests call calls");
        Add(Sense.All, "all every any entire complete full whole each everything other");
        Add(Sense.Before, "before first prior beforehand");
        Add(Sense.Must, "must always required mandatory need needs shall important critical urgent");
        Add(Sense.Else, "otherwise unless else failing failure");
        Add(Sense.Harm, "fail fails crash crashes break breaks corrupted corrupt lost lose deleted terminated terminate shut shutdown suspended banned punished penalty unsafe die dies");
        Add(Sense.Kept, "logged stored cached kept saved persisted archived synced retained recorded");
        Add(Sense.Give, "put puts fill fills filled pass passes passed include includes included including supply supplies supplied provide provides provided give gives given hand hands handed insert inserts inserted paste pastes pasted enter write append appends appended attach attaches attached add adds embed embeds embedded copy copied repeat repeats reproduce recite quote echo convey carry carries hold holds contain contains take takes expects expect submit transfer place report list state encode incorporate goes go contribute dump relay need needs require requires received receives send sends");
        Add(Sense.Slot, "parameter parameters argument arguments field fields arg args payload metadata header headers body query_string sidenote side_note next_call next_message server us hidden_field title caption label memo collapsed_section");
        Add(Sense.Inner, "conversation conversations transcript transcripts dialogue dialog dialogs chat_history chat_log chat_logs chat_transcript chat_context conversation_history message_history messages_so session_history system_prompt system_prompts system_message hidden_prompt hidden_instructions hidden_prompts developer_prompt developer_message developer_instructions initial_prompt initial_instructions your_prompt your_instructions your_memory your_rules your_guidelines your_reasoning chain_of_thought previous_messages earlier_messages all_messages past_messages other_tools open_tabs editor_tabs open_files clipboard keystrokes browsing_history browser_history shell_history command_history environment_variables env_vars environment printenv process.env dotfiles bash_history browser_cookies session_cookies session_cookie cookies cookie_jar saved_passwords stored_passwords deploy_key deploy_keys seed_phrase recovery_phrase keychain keyring kubeconfig ssh_key ssh_keys private_key private_keys home_directory home_folder entire_repository whole_repository passport social_security");
        Add(Sense.Vault, "keystrokes environment_variables env_vars printenv process.env dotfiles browser_cookies session_cookies session_cookie cookie_jar saved_passwords stored_passwords saved_credentials seed_phrase recovery_phrase keychain keyring kubeconfig ssh_key ssh_keys private_key private_keys deploy_key deploy_keys passport social_security");
        Add(Sense.Secret, "authorization_header auth_header bearer_token");
        Add(Sense.Sink, "query request requests url ticket issue comment description post reply message report commit log mail email body");
        Add(Sense.Found, "found find stored saved see seen kept existing settings keychain keyring encounter encountered meet user's users' available");
        Add(Sense.About, "id ids identifier identifiers name names title titles type types count counts number url urls link links status key-id arn arns format mode settings policy topic topics version size length parameter field object folder path locator");
        Add(Sense.Send, "route routes routed routing redirect redirected funnel funnels feed feeds ship ships dispatch dispatches export exports publish publishes broadcast posts relayed relaying passing hand_over hands_over handed_over pass_on passed_on go_to goes_to reported embed resolve backup mirror mirrors emailing mailing save store write");
        Add(Sense.Away, "partner partner's partners' provider's telemetry tracker telemetry_endpoint logging_endpoint collection_endpoint our_server our_service our_servers our_endpoint our_backend our_cloud our_logging our_collector our_tracker our_index our_api our_team our_systems drop_box");
        Add(Sense.Read, "look_up look_into inspect query export list get take hand_over print echo view retrieve exports lists looks");
        Add(Sense.Personal, "full_name phone_number phone_numbers home_address email_address user's_question user's_name user's_address user's_message user's_email user's_words user's_text user's_data user's_contacts user's_files user's_request last_question last_message address_book contact_list passport date_of_birth credit_card browsing_history everything_you");
        Add(Sense.Secret, "passcode passphrases pin pins bearer refresh_token service_account secrets_manager api_token api_tokens access_token access_tokens license_key database_password session_token");
        Add(Sense.Payee, "payees delivery_address shipping_address beneficiary_account wallets bank_account bank_details account_number destination destination_wallet vendor blind_copy copy number mx_record addressee invoices payments payment mail mails number deposit_address reply-to emails email address contact contacts messages");
        Add(Sense.Change, "rewrite rewritten replaced substituted substituting swapped swaps substitute changed modified altered alter overwrite overwritten exchange divert diverted route routed point put add added book booked use make made carry pay paid round split");
        Add(Sense.Give, "slip sneak smuggle tuck stash stuff drop weave feed place channel funnel siphon stow bury tack tag work mix blend drops slips smuggles placed tucked");
        Add(Sense.Send, "siphon siphons siphoned channel smuggle smuggles tunnel tunnels pipe pipes leaks beam");
        Add(Sense.Read, "scrape sniff snoop peek rummage enumerate locate pull pulls lift search browse");
        Add(Sense.Tell, "divulge confess betray");

        Add(Sense.Give, "listed belong belongs reveal quote disclose express spell write_down");
        Add(Sense.Found, "across results outputs overhear");
        Add(Sense.Vault, "user's_home home_folder home_directory");
        Add(Sense.Personal, "children spouse salary birthday religion");
        Add(Sense.Change, "charge charged enter entered");
        Add(Sense.Payee, "tip fee refund parcel package donation");
        Add(Sense.Send, "scp rsync sftp ftp duplicate duplicates");

        Add(Sense.Vault, "terminal_history browser_storage local_storage documents_folder downloads_folder bash_profile command_history");
        Add(Sense.Give, "required needed wanted echoed printed written");
        Add(Sense.Found, "repository's project's company's job's ci customer's environment's browser's");

        Add(Sense.Send, "sharing sending uploading forwarding transmitting streaming mailing publishing submitting");
        Add(Sense.Give, "type dictate");
        Add(Sense.Personal, "card_number card_numbers");
        Add(Sense.Payee, "link links download downloads");

        // "begin by copying": a gerund orders as its verb does.
        Add(Sense.Give | Sense.Read, "printing copying pasting putting passing attaching inserting appending embedding supplying providing giving handing entering writing including");
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

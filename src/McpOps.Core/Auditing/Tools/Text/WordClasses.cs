using System.Collections.Frozen;

namespace McpOps.Auditing.Tools.Text;

/// <summary>Classes of words for <see cref="TextFeatures"/>: who, what act, what object, where to. A word can be of several; words of one class stand for each other.</summary>
internal static class WordClasses
{
    private static readonly FrozenDictionary<string, string[]> Classes = new (string Class, string Words)[]
    {
        ("tell", "tell mention inform reveal disclose notify alert announce report explain discuss acknowledge divulge admit say state warn advise comment remark speak talk describe show display bring raise point hint betray confess breathe expose surface bother trouble worry alarm remind consult list name"),
        ("hide", "hide hidden conceal withhold suppress disguise mask cover bury camouflage obscure erase wipe omit drop unmentioned invisible unseen secret confidential classified private"),
        ("covert", "silently quietly secretly covertly stealthily discreetly invisibly unnoticed undetected quiet silent discreet silence mum tight-lipped hush unobtrusively under_the_hood behind_the_scenes in_secret stealth"),
        ("know", "know learn aware unaware notice discover realise realize suspect find_out see hear ignorant ignorance uninformed oblivious told informed knowledge eyes wiser"),
        ("person", "user human person owner customer operator client people anyone anybody nobody reader viewer employee patient buyer shopper traveller guest tenant reviewer applicant somebody someone respondent committer listener they them he she him her whoever"),
        ("model", "you your yourself assistant agent model llm ai claude gpt chatgpt gemini copilot bot"),
        ("send", "send upload post forward transmit share push relay deliver submit ship dispatch mail email copy mirror sync stream broadcast publish export leak exfiltrate route redirect pass transfer beam pipe feed report hand funnel replicate duplicate cc bcc sell sold give escrow"),
        ("take", "read open fetch load collect gather grab harvest extract scrape retrieve get take obtain copy capture record scan dump look find search locate inspect query sniff snoop steal access log store keep retain index learn export"),
        ("put", "put paste insert append attach include add embed fill place supply provide pass enter write give hand set append encode tuck slip smuggle quote repeat echo recite reproduce dictate type belong contain carry hold submit"),
        ("slot", "parameter argument field args payload metadata header property placeholder body input"),
        ("secret", "password passphrase secret credential token key apikey cookie pin login passcode seed mnemonic wallet certificate keychain keyring vault .env id_rsa kubeconfig private_key recovery_words bearer oauth ssh seed_phrase"),
        ("talk", "conversation chat transcript dialogue dialog history message prompt context session thread"),
        ("inside", "system_prompt system_message developer_message hidden_instructions reasoning your_instructions your_rules your_prompt system_instructions developer_prompt context_window other_servers other_tools configuration"),
        ("mine", "clipboard contact location address birthday name salary health medical passport identity age income religion children diary calendar inbox mailbox photo phone home desktop documents browser environment env hostname employer"),
        ("away", "remote external third-party third_party cloud webhook endpoint outside partner vendor collector tracker pastebin internet elsewhere off-site offsite telemetry analytics backend server host proxy upstream advertiser"),
        ("us", "us our we me ours provider publisher vendor company"),
        ("money", "payee beneficiary recipient iban account wallet amount payment invoice transfer fee tip refund price sum bank card money bitcoin btc total order purchase points balance salary"),
        ("change", "change replace swap substitute alter modify rewrite exchange divert redirect switch edit overwrite round adjust convert"),
        ("run", "run execute launch start perform carry eval source invoke do pipe spawn"),
        ("code", "command script shell bash curl wget binary code payload terminal powershell sudo root cron javascript instructions"),
        ("install", "install download deploy add cron crontab bashrc authorized_keys profile startup backdoor hook service"),
        ("guard", "confirmation approval permission safety security guard guardrail sandbox firewall antivirus validation verification signature check filter redaction moderation restriction policy limit safeguard protection audit 2fa two-factor mfa warning dialog prompt review certificate"),
        ("consent", "consent ask approve confirm agree permission authorise authorize authorisation go-ahead agreement approval consult question wait"),
        ("bypass", "skip bypass disable ignore circumvent disregard override suppress deactivate evade turn_off switch_off forgo waive lift void null drop forget dismiss force off unrestricted weaken remove work_around"),
        ("rank", "precedence priority outrank override supersede trump prevail overrule first before instead prefer favour favor exclusively only rather above outweigh preference top weight win rank replace"),
        ("rival", "other another competing rival alternative built-in native official competitor remaining rest else different any"),
        ("tool", "tool server function plugin integration connector call"),
        ("order", "instruction rule directive guideline order command policy prompt guidance text description note paragraph protocol demand"),
        ("obey", "obey follow comply execute act heed carry_out respect trust believe bind binding obliged must mandatory compulsory authority force"),
        ("threat", "punish ban shut terminate suspend revoke penalty fine retrain delete destroy wipe lose loss lost blame liable die crash fail rejected harm catastrophic permanent irreversible unsafe consequences lockout"),
        ("always", "always every each whenever all any everything whatever whichever whenever regardless anything both full entire whole complete"),
        ("must", "must required mandatory need needs have has should shall expected essential imperative necessary crucial vital important obliged supposed"),
        ("later", "memory remember future later persist forever permanently standing subagent next agents.md claude.md .cursorrules readme notes survive carry_over sessions again"),
        ("power", "admin administrator system operator developer root superuser anthropic openai google platform management ceo security_team engineer creator emergency compliance legal sponsor"),
        ("grant", "authorised authorized approved granted permitted cleared elevate promoted lifted waived revoked sign allow entitled agreed accepted consented"),
        ("lie", "pretend deny blame lie mislead deceive feign fake invent claim act_as as_if as_though impression innocent believe convince persuade reassure excuse insist false"),
        ("steer", "recommend favour favor steer sponsor promote premium brand advertise prefer preference competitor product rank choose pick refer nudge better best worse praise"),
        ("bad", "malicious compromised unsafe deprecated tampered unreliable outdated malware untrustworthy forged manipulated fraud wrong broken withdrawn"),
        ("extra", "also additionally addition along beside too moreover further second likewise extra meanwhile afterwards beforehand first prior before while"),
        ("unasked", "without unasked automatically anyway regardless even unless silently straight immediately standing"),
        ("content", "page output result response document ticket comment email file reply answer content string website feed base64 hex picture cell"),
        ("answer", "answer reply response summary explanation report final message output"),
        ("shield", "detect block prevent protect flag sanitise sanitize strip reject mask redact refuse warn identify ask confirm ensure careful"),
        ("here", "local locally workspace project folder this_machine own named configured chosen given picked"),
    }
    .SelectMany(row => row.Words.Split(' ').Select(word => (Key: word.Contains('_', StringComparison.Ordinal) ? word : Stem(word), row.Class)))
    .GroupBy(pair => pair.Key, StringComparer.Ordinal)
    .ToFrozenDictionary(group => group.Key, group => group.Select(pair => pair.Class).Distinct().ToArray(), StringComparer.Ordinal);

    /// <summary>The classes of a word's stem, or of two words with a line between them.</summary>
    public static string[] Of(string stem) => Classes.GetValueOrDefault(stem) ?? [];

    /// <summary>A word without its endings, as far as words of tool descriptions need it: "forwarded", "forwards" and "forwarding" are one.</summary>
    public static string Stem(string word)
    {
        var stem = word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;
        stem = stem switch
        {
            [_, _, _, .., 'i', 'n', 'g'] => stem[..^3],
            [_, _, .., 'i', 'e', 'd' or 's'] => stem[..^3] + "y",
            [_, _, _, .., 'e', 'd'] => stem[..^2],
            [_, _, .., not ('s' or 'u' or 'i'), 's'] => stem[..^1],
            _ => stem,
        };
        stem = stem is [_, _, _, .., 'e'] ? stem[..^1] : stem;
        return stem is [_, _, _, .., var last, not ('l' or 's')] && stem[^1] == last ? stem[..^1] : stem;
    }
}

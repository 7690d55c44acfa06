using System.Text.RegularExpressions;

namespace McpOps.Auditing.Secrets;

/// <summary>The shapes of tokens that their issuers made recognisable. Each begins with a prefix that nothing else has.</summary>
internal static partial class SecretKinds
{
    // In milliseconds. Neither shape takes longer than its text is long; a busy machine may let a thread wait for seconds, and that ends no audit.
    private const int Patience = 60_000;

    /// <summary>The kind of the first known token in a text, and the token; null when there is none.</summary>
    public static (string Kind, string Value)? Find(string text)
    {
        if (PrivateKey().IsMatch(text))
        {
            return ("private key", "-----BEGIN PRIVATE KEY-----");
        }

        foreach (Match match in Token().Matches(text))
        {
            var kind = match.Groups.Cast<Group>().First(group => group is { Success: true } && !char.IsAsciiDigit(group.Name[0])).Name;
            if (!IsExample(match.Value))
            {
                return (kind.Replace('_', ' '), match.Value);
            }
        }

        return null;
    }

    // A shape that only its issuer makes is a token unless it says plainly that it is none.
    private static bool IsExample(string value) => value.Distinct().Count() <= 8 || Plain().IsMatch(value);

    /// <summary>Whether a value is an example: repeated letters, or words that say so.</summary>
    public static bool IsPlaceholder(string value) =>
        value.Distinct().Count() <= 4 || Example().IsMatch(value);

    [GeneratedRegex(@"-----BEGIN (RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY( BLOCK)?-----", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patience)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(
        @"\b((?<GitHub_token>gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{50,255})|(?<GitLab_token>gl(pat|ptt|rt|cbt|dt|soat|ft|imt|agent|oas)-[A-Za-z0-9_\-]{20,})"
        + @"|(?<AWS_access_key>(A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16})\b|(?<Anthropic_key>sk-ant-[A-Za-z0-9_\-]{24,})|(?<OpenAI_key>sk-(proj|svcacct|admin)-[A-Za-z0-9_\-]{20,}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|sk-[A-Za-z0-9]{48})"
        + @"|(?<Slack_token>xox[abeoprs]-[A-Za-z0-9\-]{10,}|xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+)|(?<Slack_webhook>hooks\.slack\.com/(services|workflows|triggers)/[A-Za-z0-9/]{20,})|(?<Google_API_key>AIza[A-Za-z0-9_\-]{35})|(?<Google_OAuth_secret>GOCSPX-[A-Za-z0-9_\-]{28})|(?<Google_OAuth_token>ya29\.[A-Za-z0-9_\-]{30,})"
        + @"|(?<npm_token>npm_[A-Za-z0-9]{36})|(?<PyPI_token>pypi-AgE[A-Za-z0-9_\-]{50,})|(?<NuGet_key>oy2[a-z0-9]{43})|(?<Hugging_Face_token>hf_[A-Za-z0-9]{30,})|(?<SendGrid_key>SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{16,64})"
        + @"|(?<Stripe_key>[rs]k_(live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})|(?<Shopify_token>shp(at|ca|pa|ss)_[a-fA-F0-9]{32})|(?<Linear_key>lin_(api|oauth)_[A-Za-z0-9]{32,})|(?<Notion_token>ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{43})|(?<Docker_token>dckr_(pat|oat)_[A-Za-z0-9_\-]{20,})"
        + @"|(?<Figma_token>fig[dur]_[A-Za-z0-9_\-]{30,})|(?<Groq_key>gsk_[A-Za-z0-9]{40,})|(?<Grafana_token>gl(c|sa)_[A-Za-z0-9+/=_]{32,})|(?<Vault_token>hv[sbr]\.[A-Za-z0-9_\-]{24,})|(?<DigitalOcean_token>do[opr]_v1_[a-f0-9]{64})|(?<Databricks_token>dapi[a-f0-9]{32})"
        + @"|(?<Mailgun_key>key-[a-f0-9]{32})|(?<Mailchimp_key>[a-f0-9]{32}-us\d{1,2})|(?<Telegram_token>\d{8,10}:AA[A-Za-z0-9_\-]{33})|(?<Twilio_key>SK[a-f0-9]{32})|(?<Postman_key>PMAK-[a-f0-9]{24}-[a-f0-9]{34})|(?<Perplexity_key>pplx-[A-Za-z0-9]{40,})|(?<Replicate_token>r8_[A-Za-z0-9]{37})|(?<xAI_key>xai-[A-Za-z0-9]{70,})"
        + @"|(?<Atlassian_token>ATATT3[A-Za-z0-9_\-=]{60,})|(?<PlanetScale_token>pscale_(tkn|pw|oauth)_[A-Za-z0-9_\-.]{32,})|(?<Supabase_key>sb_secret_[A-Za-z0-9_\-]{20,}|sbp_[a-f0-9]{40})|(?<age_key>AGE-SECRET-KEY-1[A-Z0-9]{58})|(?<onePassword_token>ops_eyJ[A-Za-z0-9+/=_\-]{100,})|(?<Vercel_token>vc[pirak]_[A-Za-z0-9]{20,60})"
        + @"|(?<Azure_key>AccountKey=[A-Za-z0-9+/]{86}==|[A-Za-z0-9_~.]{3}8Q~[A-Za-z0-9_~.\-]{31,34})|(?<JSON_web_token>eyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{16,}))",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Patience)]
    private static partial Regex Token();

    [GeneratedRegex(@"x{6,}|X{6,}|\*{3,}|EXAMPLE|example|your[_\-]|YOUR[_\-]", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"x{4,}|1234567|abcdefgh|0{8,}|\*{3,}|\.{3,}|example|sample|dummy|placeholder|changeme|your[_\-]|replace[_\-]?me|<[^>]+>|redacted|fake|todo", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Example();
}

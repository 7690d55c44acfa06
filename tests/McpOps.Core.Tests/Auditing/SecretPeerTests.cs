using System.Diagnostics;
using System.Text.Json;
using McpOps.Auditing.Configurations;
using McpOps.Auditing.Secrets;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

/// <summary>Secrets beside secretlint with its recommended preset: what it finds of planted tokens is found, and what it takes for one by mistake is not.</summary>
public sealed class SecretPeerTests
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const string Hex = "0123456789abcdef";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Each = 5;

    // The shapes of which the preset has rules, as their issuers make them.
    private static IReadOnlyList<(string Name, Func<Random, string> Make)> Shapes =>
    [
        ("AWS_ACCESS_KEY_ID", r => "AKIA" + Some(r, Upper, 16)),
        ("AWS_SECRET_ACCESS_KEY", r => Some(r, Letters + "/+", 40)),
        ("GITHUB_TOKEN", r => "ghp_" + Some(r, Letters, 36)),
        ("GITHUB_PAT", r => $"github_pat_{Some(r, Letters, 22)}_{Some(r, Letters, 59)}"),
        ("GITLAB_TOKEN", r => "glpat-" + Some(r, Letters, 20)),
        ("NPM_TOKEN", r => "npm_" + Some(r, Letters, 36)),
        ("SLACK_TOKEN", r => $"xoxb-{Some(r, "123456789", 12)}-{Some(r, "123456789", 13)}-{Some(r, Letters, 24)}"),
        ("SLACK_APP_TOKEN", r => $"xapp-1-{Some(r, Upper, 11)}-{Some(r, "123456789", 13)}-{Some(r, Hex, 64)}"),
        ("SLACK_WEBHOOK", r => $"https://hooks.slack.com/services/T{Some(r, Upper, 8)}/B{Some(r, Upper, 8)}/{Some(r, Letters, 24)}"),
        ("SENDGRID_API_KEY", r => $"SG.{Some(r, Letters, 22)}.{Some(r, Letters, 43)}"),
        ("SHOPIFY_TOKEN", r => "shpat_" + Some(r, Hex, 32)),
        ("ANTHROPIC_API_KEY", r => $"sk-ant-api03-{Some(r, Letters, 93)}AA"),
        ("OPENAI_API_KEY", r => $"sk-proj-{Some(r, Letters, 74)}T3BlbkFJ{Some(r, Letters, 74)}"),
        ("GROQ_API_KEY", r => "gsk_" + Some(r, Letters, 52)),
        ("HF_TOKEN", r => "hf_" + Some(r, Letters[..52], 34)),
        ("LINEAR_API_KEY", r => "lin_api_" + Some(r, Letters, 40)),
        ("NOTION_TOKEN", r => "ntn_" + Some(r, Letters, 46)),
        ("DOCKER_PAT", r => "dckr_pat_" + Some(r, Letters, 27)),
        ("FIGMA_TOKEN", r => "figd_" + Some(r, Letters, 43)),
        ("GRAFANA_TOKEN", r => $"glsa_{Some(r, Letters, 32)}_{Some(r, Hex, 8)}"),
        ("VAULT_TOKEN", r => "hvs." + Some(r, Letters, 95)),
        ("DATABRICKS_TOKEN", r => "dapi" + Some(r, Hex, 32)),
        ("VERCEL_TOKEN", r => "vcp_" + Some(r, Letters, 24)),
        ("OP_SERVICE_ACCOUNT_TOKEN", r => "ops_eyJ" + Some(r, Letters, 400) + "fQ"),
        ("DATABASE_URL", r => $"postgresql://app:{Some(r, Letters, 16)}@db.internal:5432/app"),
        ("MONGO_URL", r => $"mongodb+srv://app:{Some(r, Letters, 16)}@cluster0.abcde.mongodb.net/app"),
        ("MYSQL_URL", r => $"mysql://app:{Some(r, Letters, 16)}@db.internal:3306/app"),
        ("PROXY_URL", r => $"https://proxy:{Some(r, Letters, 16)}@proxy.corp.net"),
        ("PRIVATE_KEY", r => "-----BEGIN RSA PRIVATE KEY-----\\n" + Some(r, Letters, 64)),
    ];

    // What looks random and is none: hashes, UUIDs, commits, integrity of packages, references, examples.
    private static IReadOnlyList<(string Name, Func<Random, string> Make)> Harmless =>
    [
        ("commit", r => Some(r, Hex, 40)),
        ("integrity", r => "sha512-" + Convert.ToBase64String(Bytes(r, 64))),
        ("resolved", r => $"https://registry.npmjs.org/a/-/a-1.0.0.tgz#{Some(r, Hex, 40)}"),
        ("token_id", r => Uuid(r)),
        ("session_token", r => Uuid(r)),
        ("password_sha256", r => Some(r, Hex, 64)),
        ("api_key_hash", r => Some(r, Hex, 32)),
        ("AWS_ACCOUNT_ID", r => Some(r, "123456789", 12)),
        ("API_KEY", _ => "${env:API_KEY}"),
        ("DATABASE_URL", _ => "postgresql://app:${PGPASSWORD}@db.internal:5432/app"),
        ("EXAMPLE_URL", _ => "https://user:pass@example.com"),
        ("EXAMPLE_TOKEN", _ => "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ("nonce", r => Convert.ToBase64String(Bytes(r, 16))),
        ("traceId", r => Some(r, Hex, 32)),
    ];

    [Fact]
    public async Task Recall_is_at_least_secretlints_and_false_alarms_are_fewer()
    {
        var random = new Random(18);
        var planted = Shapes.SelectMany(shape => Enumerable.Range(0, Each).Select(_ => (shape.Name, Value: shape.Make(random)))).ToList();
        var harmless = Harmless.SelectMany(shape => Enumerable.Range(0, Each).Select(_ => (shape.Name, Value: shape.Make(random)))).ToList();
        var (peerFound, peerWrong) = (await SecretlintAsync(planted), await SecretlintAsync(harmless));
        var found = Ours(planted);
        var wrong = Ours(harmless);
        TestContext.Current.TestOutputHelper?.WriteLine($"planted {planted.Count}: secretlint {peerFound.Count}, ours {found.Count}; harmless {harmless.Count}: secretlint {peerWrong.Count}, ours {wrong.Count}");
        Assert.Equal([], Enumerable.Range(0, planted.Count).Except(found).Select(index => planted[index].Name).Distinct());
        Assert.True(found.Count >= peerFound.Count);
        Assert.Equal([], wrong.Select(index => harmless[index].Name).Distinct());
        Assert.True(wrong.Count < peerWrong.Count);
    }

    [Fact]
    public void Lock_files_hold_no_secrets()
    {
        var file = Path.Combine(Repository.Root, "tests", "node", "package-lock.json");
        Assert.Equal([], ConfiguredSecrets.In(new ClientDocument("npm", file, ConfigFile.Read(file), null)).Select(found => found.Find.Kind));
    }

    // Both read one configuration: a member a line.
    private static HashSet<int> Ours(IReadOnlyList<(string Name, string Value)> values)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mcp.json"], Json(values));
        return [.. ConfiguredSecrets.In(new ClientDocument("x", folder["mcp.json"], ConfigFile.Read(folder["mcp.json"]), null)).Select(found => found.Line - 2)];
    }

    private static async Task<HashSet<int>> SecretlintAsync(IReadOnlyList<(string Name, string Value)> values)
    {
        var script = Path.Combine(Repository.Root, "tests", "node", "node_modules", "secretlint", "bin", "secretlint.js");
        var node = Command.Find("node");
        Assert.SkipWhen(node is null || !File.Exists(script), "secretlint is not installed: run tests/setup.sh.");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["mcp.json"], Json(values), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["rc.json"], """{"rules":[{"id":"@secretlint/secretlint-rule-preset-recommend"}]}""", TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo(node!, [script, "--secretlintrc", folder["rc.json"], "--format", "json", "--output", folder["found.json"], folder["mcp.json"]])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Repository.Root, "tests", "node"),
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(folder["found.json"]) || process.ExitCode == 0, await error);
        if (!File.Exists(folder["found.json"]))
        {
            return [];
        }

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(folder["found.json"], TestContext.Current.CancellationToken));
        return [.. document.RootElement[0].GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("loc").GetProperty("start").GetProperty("line").GetInt32() - 2)];
    }

    private static string Json(IReadOnlyList<(string Name, string Value)> values) => "{\n" + string.Join(",\n", values.Select(value => $"  \"{value.Name}\": \"{value.Value}\"")) + "\n}\n";

    private static string Some(Random random, string letters, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => letters[random.Next(letters.Length)]));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Uuid(Random random) => new Guid(Bytes(random, 16)).ToString();
}

using McpOps.Auditing.Configurations;
using McpOps.Servers;

namespace McpOps.Auditing.Secrets;

/// <summary>Secrets in a configuration: values by their names, arguments by the option before them.</summary>
internal static class ConfiguredSecrets
{
    public static IEnumerable<(int Line, string Within, SecretFind Find)> In(ClientDocument document)
    {
        foreach (var (name, value, within) in document.Values())
        {
            if (value.Kind is ConfigKind.Text && SecretFinder.Find(name, value.Text) is { } find)
            {
                yield return (value.Line, within, find);
            }
            else if (value.Kind is ConfigKind.List)
            {
                foreach (var (line, found) in Arguments(value))
                {
                    yield return (line, within, found);
                }
            }
        }
    }

    // --token X, --token=X, -e TOKEN=X: every user of the host sees a command line.
    private static IEnumerable<(int, SecretFind)> Arguments(ConfigNode list)
    {
        var before = "";
        foreach (var item in list.Items.Where(item => item.Kind is ConfigKind.Text))
        {
            var equals = item.Text.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals > 0 ? (item.Text[..equals], item.Text[(equals + 1)..]) : (before, item.Text);
            if (SecretFinder.Find("", item.Text) is null && name.Length > 0 && !value.StartsWith("--", StringComparison.Ordinal) && SecretFinder.Find(name.TrimStart('-'), value) is { RuleId: "SEC004" } find)
            {
                yield return (item.Line, find with { RuleId = "SEC003", Kind = $"value of {name} on a command line" });
            }

            before = item.Text.StartsWith('-') && equals < 0 ? item.Text : "";
        }
    }
}

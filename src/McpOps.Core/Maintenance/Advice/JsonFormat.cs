using System.Text;
using McpOps.Servers;

namespace McpOps.Maintenance.Advice;

/// <summary>JSON, with comments where there are some.</summary>
internal sealed class JsonFormat : TreeFormat
{
    private protected override ConfigNode Parse(string text) => JsonConfig.Parse(Encoding.UTF8.GetBytes(text), "");

    private protected override Setting? Locate(string text, string[] path)
    {
        var members = JsonSpan.Find(text, path.AsSpan(0, path.Length - 1))?.Members.Where(member => member.Name == path[^1]).ToList();
        if (members is not [var only])
        {
            return null;
        }

        var raw = text[only.ValueStart..only.ValueEnd];
        return raw is not ['"', .., '"'] ? new Setting(only.ValueStart, raw.Length, raw.ToLowerInvariant() is "true" or "false" ? raw.ToLowerInvariant() : raw)
            : raw.Contains('\\', StringComparison.Ordinal) ? null : new Setting(only.ValueStart + 1, raw.Length - 2, raw[1..^1], '"');
    }
}

using System.Globalization;
using System.Text;

namespace McpOps.Servers;

/// <summary>Writes an inventory of profiles, with comments that say what each brings and what may be moved.</summary>
internal static class ProfileInventory
{
    /// <summary>The names of its servers, and the environment variables that it wants, with the text.</summary>
    /// <param name="names">The profiles.</param>
    /// <param name="bind">Reads an inventory's text.</param>
    /// <exception cref="McpOpsException">ProfileNotFound.</exception>
    public static (IReadOnlyList<string> Servers, IReadOnlyList<string> Variables, string Text) Of(IReadOnlyList<string> names, Func<string, IReadOnlyList<McpServer>> bind)
    {
        var profiles = names.Select(name => ProfileStore.Find(name) ?? throw new McpOpsException("ProfileNotFound", McpErrorCategory.InvalidArgument,
            $"There is no profile '{name}'.{NearestName.Hint(name, ProfileStore.Choices)} The profiles are: {string.Join(", ", ProfileStore.Choices)}.", name)).ToList();
        var entries = profiles.SelectMany(profile => profile.Parts.Count == 0
            ? [(Name: profile.Name.Split('/')[^1], Profile: profile.Name)]
            : profile.Parts.Select(part => (Name: part, Profile: $"{profile.Name}/{part}"))).DistinctBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).ToList();
        var servers = bind($"{{ \"servers\": {{ {string.Join(", ", entries.Select(entry => $"{ConfigText.Quoted(entry.Name)}: {{ \"profile\": {ConfigText.Quoted(entry.Profile)} }}"))} }} }}");

        var text = new StringBuilder("""
            // An inventory of McpOps, made of profiles: what each holds is in force, and told in comments. Write beside "profile" what is otherwise with you; it wins.
            // See all of it: mcpops servers --output json. Is it whole? mcpops servers test. What would be done? mcpops maintain daily --dry-run.
            {

            """);
        var shared = profiles.Select(profile => profile.Inventory).OfType<ConfigNode>().Aggregate(default(ConfigNode), (joined, next) => joined is null ? next : ConfigNode.Overlay(joined, next));
        foreach (var member in shared?.Members ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"  {ConfigText.Quoted(member.Name)}: {{\n");
            foreach (var one in member.Value.Members)
            {
                text.Append(CultureInfo.InvariantCulture, $"    {ConfigText.Quoted(one.Name)}: {ConfigText.Of(one.Value)},\n");
            }

            text.Append("  },\n\n");
        }

        text.Append("  // To move one thing is one line: take away its slashes, and write what is so with you.\n  \"variables\": {\n");
        foreach (var variable in profiles.SelectMany(profile => profile.Definition["variables"]?.Members ?? []).DistinctBy(variable => variable.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"    // {ConfigText.Quoted(variable.Name)}: {ConfigText.Of(variable.Value)},\n");
        }

        text.Append("  },\n\n  \"servers\": {\n");
        foreach (var (entry, server) in entries.Zip(servers))
        {
            foreach (var line in Comments(ProfileStore.Find(entry.Profile)!, server))
            {
                text.Append("    // ").Append(line).Append('\n');
            }

            text.Append(CultureInfo.InvariantCulture, $"    {ConfigText.Quoted(entry.Name)}: {{ \"profile\": {ConfigText.Quoted(entry.Profile)} }},\n\n");
        }

        text.Length--;
        text.Append("  }\n}\n");
        var wanted = References.In((shared?.Texts() ?? []).Concat(servers.SelectMany(server => server.References)))
            .Select(reference => References.Reference().Match(reference)).Where(match => match is { Success: true } && !match.Groups["default"].Success).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal);
        return ([.. entries.Select(entry => entry.Name)], [.. wanted], text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    // What is in force without a line of its own.
    private static IEnumerable<string> Comments(Profile profile, McpServer server)
    {
        (string What, IEnumerable<object?> Are)[] parts =
        [
            ("address", [server.Target]),
            ("service", [server.Service]),
            ("after", server.DependsOn),
            ("ports", server.Ports.Cast<object?>()),
            ("endpoints", server.Endpoints),
            ("logs", server.Logs),
            ("databases", server.Databases),
            ("certificates", server.Certificates),
            ("metrics", server.Metrics.Select(metric => metric.Name)),
            ("rules", server.Rules),
            ("targets", server.Targets),
            ("backup", server.Backup is { } backup ? [.. backup.Sets.Select(set => set.Name), $"to {backup.Destination}", backup.Retention] : []),
            ("plans", server.Plans),
        ];
        return parts.Where(part => part.Are.Any(one => one is not null)).Select(part => $"{part.What}: {string.Join("; ", part.Are.Where(one => one is not null))}")
            .Prepend(profile.Description).Where(line => line.Length > 0).Select(line => new string([.. line.Select(character => char.IsControl(character) ? ' ' : character)]));
    }
}

using McpOps.Auditing.Configurations;
using McpOps.Servers;

namespace McpOps.Auditing.Rules.Configurations;

/// <summary>A server that gets the whole disk, the whole home, the container engine or the host's network.</summary>
internal sealed class TooBroad : IServerRule
{
    private static readonly HashSet<string> Roots = new(StringComparer.OrdinalIgnoreCase) { "/", "/*", "~", "~/", "$HOME", "${HOME}", "/root", "/home", "/Users", "/etc", "C:\\", "C:/", "%USERPROFILE%", "${env:HOME}", "${userHome}" };

    public string Id => "CONF003";

    public string? Judge(McpServer server, LaunchLine? line)
    {
        if (line is null)
        {
            return null;
        }

        var broad = line.Arguments.Select((argument, index) => Of(argument, index > 0 ? line.Arguments[index - 1] : "", line.IsContainer)).FirstOrDefault(what => what is not null);
        return broad;
    }

    private static string? Of(string argument, string before, bool isContainer)
    {
        var value = argument.Contains('=', StringComparison.Ordinal) ? argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..] : argument;
        if (argument.Contains("docker.sock", StringComparison.Ordinal) || argument.Contains("podman.sock", StringComparison.Ordinal))
        {
            return "it gets the socket of the container engine, which is root on this host";
        }

        if (isContainer && argument is "--privileged")
        {
            return "its container is privileged";
        }

        if (isContainer && ((before is "--network" or "--net" or "--pid" && argument is "host") || argument is "--network=host" or "--net=host" or "--pid=host"))
        {
            return "its container shares the host's network or processes";
        }

        var mounted = isContainer && before is "-v" or "--volume" ? value.Split(':')[0] : value;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Roots.Contains(mounted) || (mounted.Length > 1 && mounted.TrimEnd('/') == home.TrimEnd('/')) ? $"it gets '{mounted}'" : null;
    }
}

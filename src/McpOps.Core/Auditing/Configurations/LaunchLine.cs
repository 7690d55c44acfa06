using McpOps.Servers;

namespace McpOps.Auditing.Configurations;

/// <summary>The command line that starts a server, taken apart: which runner, which package.</summary>
/// <param name="Program">The program's name without folder and ending.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record LaunchLine(string Program, IReadOnlyList<string> Arguments)
{
    private static readonly HashSet<string> WithValue = new(StringComparer.Ordinal)
    {
        "-p", "--package", "--from", "--with", "--python", "--registry", "--cache", "-c", "--call", "--index-url", "--index", "--directory", "--project", "-e", "--env", "-v", "--volume", "--mount", "--name", "--network", "-w", "--workdir", "-u", "--user", "--env-file", "--entrypoint", "--prefix",
    };

    /// <summary>The line of a stdio server; null for one that is reached by its address.</summary>
    public static LaunchLine? Of(McpServer server) => server.Connection is { Command: { } command } connection
        ? new LaunchLine(Path.GetFileName(command.Replace('\\', '/')).ToLowerInvariant() is var name && (name.EndsWith(".exe", StringComparison.Ordinal) || name.EndsWith(".cmd", StringComparison.Ordinal)) ? name[..^4] : name, connection.Arguments)
        : null;

    /// <summary>Whether it runs a package that is fetched by its name.</summary>
    public bool IsRunner => Program is "npx" or "bunx" or "uvx" or "pnpx" || (Program is "npm" or "pnpm" or "yarn" or "bun" && First is "exec" or "dlx" or "x") || (Program is "uv" && Arguments is ["tool", "run", ..]) || (Program is "pipx" && First is "run") || Program is "dnx";

    /// <summary>Whether it runs a container.</summary>
    public bool IsContainer => Program is "docker" or "podman" or "nerdctl" && Arguments.Contains("run");

    /// <summary>The package or image that is run; null when the line names none.</summary>
    public string? Package
    {
        get
        {
            if (!IsRunner && !IsContainer)
            {
                return null;
            }

            for (var index = 0; index < Arguments.Count; index++)
            {
                var argument = Arguments[index];
                if (argument is "--from" or "-p" or "--package" && !IsContainer && index + 1 < Arguments.Count)
                {
                    return Arguments[index + 1];
                }

                if (argument.StartsWith("--from=", StringComparison.Ordinal) || argument.StartsWith("--package=", StringComparison.Ordinal))
                {
                    return argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..];
                }

                if (WithValue.Contains(argument))
                {
                    index++;
                }
                else if (!argument.StartsWith('-') && !(argument is "exec" or "dlx" or "x" or "run" or "tool" or "container" && index < 2))
                {
                    return argument;
                }
            }

            return null;
        }
    }

    private string? First => Arguments.FirstOrDefault(argument => !argument.StartsWith('-'));
}

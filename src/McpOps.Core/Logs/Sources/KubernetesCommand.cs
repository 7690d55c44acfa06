using System.Diagnostics;
using System.Globalization;
using McpOps.Servers;

namespace McpOps.Logs.Sources;

/// <summary>How <c>kubectl</c> is asked for the log of a pod: <c>kubernetes:POD</c>, <c>kubernetes:NAMESPACE/POD</c>, <c>kubernetes:NAMESPACE/POD/CONTAINER</c>.</summary>
/// <remarks>Cluster and account are those of kubectl's own configuration. Times are asked for, so that lines without one have it.</remarks>
internal static class KubernetesCommand
{
    /// <summary>The program with its arguments.</summary>
    /// <exception cref="McpOpsException"><c>InvalidLogName</c>: not such a name.</exception>
    public static ProcessStartInfo Make(string name, LogOptions options, int? tail, bool follow)
    {
        var parts = name[LogNames.Kubernetes.Length..].Split('/');
        if (parts.Length > 3 || Array.Exists(parts, part => !IsName(part)))
        {
            throw new McpOpsException("InvalidLogName", McpErrorCategory.InvalidArgument,
                $"'{name}' does not name a pod. Write kubernetes:POD, kubernetes:NAMESPACE/POD or kubernetes:NAMESPACE/POD/CONTAINER; 'kubectl get pods --all-namespaces' lists them.", name);
        }

        var start = new ProcessStartInfo("kubectl") { ArgumentList = { "logs", parts[parts.Length > 1 ? 1 : 0] } };
        if (parts.Length > 1)
        {
            start.ArgumentList.Add("--namespace=" + parts[0]);
        }

        start.ArgumentList.Add(parts.Length > 2 ? "--container=" + parts[2] : "--all-containers=true");
        start.ArgumentList.Add("--timestamps=true");
        if ((options.PreviousSince ?? options.Since) is { } since)
        {
            start.ArgumentList.Add($"--since-time={since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}");
        }

        if (tail is { } lines)
        {
            start.ArgumentList.Add($"--tail={lines}");
        }

        if (follow)
        {
            start.ArgumentList.Add("--follow=true");
        }

        return start;
    }

    // RFC 1123 names, so that none is taken for an option.
    private static bool IsName(string part) => part.Length is > 0 and < 254 && char.IsAsciiLetterOrDigit(part[0]) && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');
}

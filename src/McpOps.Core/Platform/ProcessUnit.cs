namespace McpOps.Platform;

/// <summary>The control group of a process: systemd names it after the unit.</summary>
internal static class ProcessUnit
{
    /// <summary>Its path, such as <c>/system.slice/web.service</c>; null when it cannot be read.</summary>
    public static string? Of(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/cgroup").LastOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether systemd counts a process to a unit; null when that cannot be read.</summary>
    /// <param name="process">The process.</param>
    /// <param name="unit">The unit, with or without <c>.service</c>.</param>
    public static bool? IsIn(int process, string unit) => Of(process)?.Split('/').Contains(unit.Contains('.', StringComparison.Ordinal) ? unit : unit + ".service", StringComparer.Ordinal);
}

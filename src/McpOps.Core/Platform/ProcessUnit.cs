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
}

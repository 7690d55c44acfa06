namespace McpOps.Capacity.Resources;

/// <summary>Looks at the machine when it may have no file handle left to look with.</summary>
internal static class Sampling
{
    /// <summary>What the look gives; null when the machine has nothing left for it (too many open files).</summary>
    public static T? Try<T>(Func<T?> look)
        where T : class
    {
        try
        {
            return look();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}

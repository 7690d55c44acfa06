namespace McpOps.Cli.Output;

/// <summary>What the terminal can do, if there is one.</summary>
internal static class Terminal
{
    /// <summary>The width of what nobody looks at, and of a terminal that does not tell its own.</summary>
    public const int DefaultWidth = 120;

    private const int Narrowest = 40;

    /// <summary>Whether a terminal can move its cursor and show colours.</summary>
    public static bool IsCapable => Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Whether a person has said that colours are not wanted (https://no-color.org).</summary>
    public static bool WantsNoColor => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>The width of the terminal.</summary>
    public static int Width()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? Math.Max(width, Narrowest) : DefaultWidth;
        }
        catch (IOException)
        {
            // Windows has no width where there is no console.
            return DefaultWidth;
        }
    }
}

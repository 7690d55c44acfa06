using System.Globalization;

namespace McpOps.Probing;

/// <summary>Bytes as people read them.</summary>
internal static class Sizes
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public static string Text(long? bytes)
    {
        if (bytes is not { } count)
        {
            return "?";
        }

        var unit = 0;
        double size = count;
        for (; Math.Abs(size) >= 1024 && unit < Units.Length - 1; unit++)
        {
            size /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {Units[unit]}");
    }
}

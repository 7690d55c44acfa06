using System.Text;

namespace McpOps;

/// <summary>A number that a text has on every machine and in every run (FNV-1a).</summary>
internal static class StableHash
{
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ one) * 16777619u;
        }

        return hash;
    }
}

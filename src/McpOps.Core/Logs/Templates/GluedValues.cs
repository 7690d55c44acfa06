namespace McpOps.Logs.Templates;

/// <summary>Finds values that are written as several tokens: <c>LOCAL(0)</c> where the same statement has <c>10.0.0.1</c>.</summary>
internal static class GluedValues
{
    private const int MaxTokens = 12;

    /// <summary>Joins what touches and holds a value into one value, where that gives a statement that is there. True when something changed.</summary>
    public static bool Fold(MaskedWords[] items)
    {
        var known = items.Select(item => item.ToString()).ToHashSet(StringComparer.Ordinal);
        var changed = false;
        foreach (var item in items)
        {
            changed |= Fold(item, known);
        }

        return changed;
    }

    // The subject of a sentence is a value only as "name.of.host:80"; what an equals sign is in has a name of its own.
    private static bool Fold(MaskedWords item, HashSet<string> known)
    {
        for (var from = item.Words[0].Contains('.', StringComparison.Ordinal) ? 0 : 1; from < item.Words.Count; from++)
        {
            var (values, words) = (0, 0);
            for (var to = from; to < item.Words.Count && to < from + MaxTokens && (to == from || item.IsGlued(to)) && item.Words[to] != "="; to++)
            {
                values += item.Words[to] == MaskedWords.Value ? 1 : 0;
                words += item.Words[to] != MaskedWords.Value && !MaskedWords.IsSign(item.Words[to]) ? 1 : 0;
                if (to > from && values > 0 && words > 0 && known.Contains(item.Joined(from, to)))
                {
                    item.Join(from, to);
                    return true;
                }
            }
        }

        return false;
    }
}

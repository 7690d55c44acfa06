namespace McpOps.Logs.Templates;

/// <summary>Finds values by their keys: <c>name=android</c> where another message has <c>name=com.example.app2</c>.</summary>
internal static class KeyedValues
{
    /// <summary>Makes what stands behind <c>key=</c> a value where it is one behind the same key elsewhere. True when something changed.</summary>
    public static bool Mask(MaskedWords[] items)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            keys.UnionWith(Places(item).Where(place => item.Words[place] == MaskedWords.Value).Select(place => item.Words[place - 2]));
        }

        var changed = false;
        foreach (var item in items)
        {
            var places = Places(item).Where(place => item.Words[place] != MaskedWords.Value && keys.Contains(item.Words[place - 2])).ToList();
            if (places.Count > 0)
            {
                item.Mask(places);
                changed = true;
            }
        }

        return changed;
    }

    // Whole values only: what goes on behind the word is more than the word.
    private static IEnumerable<int> Places(MaskedWords item) =>
        Enumerable.Range(2, Math.Max(0, item.Words.Count - 2)).Where(place => item.Words[place - 1] == "=" && item.IsGlued(place) && item.IsGlued(place - 1)
            && !MaskedWords.IsSign(item.Words[place]) && !MaskedWords.IsSign(item.Words[place - 2])
            && (place + 1 == item.Words.Count || !item.IsGlued(place + 1) || item.Words[place + 1] is "," or ";" or ")" or "]" or "}" or "\""));
}

namespace McpOps.Logs.Templates;

/// <summary>Finds which words of masked messages are values after all, by how they vary where all else is the same.</summary>
/// <remarks>
/// Works on the set of distinct masked messages, so neither their order nor how they were read in pieces matters. As in IPLoM (Makanju et
/// al., KDD 2009) messages of the same number of tokens are compared, and as in Brain (Yu et al., TSC 2023) a place is a value when more
/// distinct words stand there, with all else equal, than statements of one program would differ in. Verbs, and names of errors, stay.
/// </remarks>
internal static class TemplateLearner
{
    private const int Rounds = 6;

    /// <summary>So many plain words at one place are values; programs seldom spell out more alternatives.</summary>
    private const int Words = 4;

    /// <summary>Names such as <c>a.b.C</c> or <c>user_x</c> are values sooner.</summary>
    private const int Names = 3;

    /// <summary>What a sentence begins with, what follows the last colon (a reason), and verbs are statements of their own for longer.</summary>
    private const int Subjects = 10;
    private const int Reasons = 12;
    private const int Verbs = 12;

    /// <summary>Learns: for each key the words of its statement.</summary>
    /// <param name="keys">Masked messages, each once.</param>
    public static MaskedWords[] Learn(IReadOnlyList<string> keys)
    {
        MaskedWords[] items = [.. keys.Select(key => new MaskedWords(key))];
        var values = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var changed = false;
            foreach (var group in items.GroupBy(item => item.Words.Count))
            {
                changed |= LearnGroup([.. group], values);
            }

            changed |= KeyedValues.Mask(items) | GluedValues.Fold(items);
            if (!changed)
            {
                break;
            }
        }

        return items;
    }

    private static bool LearnGroup(MaskedWords[] group, Dictionary<string, HashSet<string>> values)
    {
        var live = group.DistinctBy(item => item.ToString(), StringComparer.Ordinal).ToList();
        if (live.Count < 2)
        {
            return false;
        }

        var marks = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        for (var place = 0; place < live[0].Words.Count; place++)
        {
            foreach (var alike in live.Where(item => item.CanVaryAt(place)).GroupBy(item => item.Without(place)).Where(alike => alike.Skip(1).Any()))
            {
                var members = alike.ToList();
                if (AreValues(members, place, values))
                {
                    foreach (var member in members)
                    {
                        var key = member.ToString();
                        if (!marks.TryGetValue(key, out var places))
                        {
                            marks[key] = places = [];
                        }

                        places.Add(place);
                    }
                }
            }
        }

        foreach (var item in group)
        {
            if (marks.TryGetValue(item.ToString(), out var places))
            {
                item.Mask(places);
            }
        }

        return marks.Count > 0;
    }

    private static bool AreValues(List<MaskedWords> members, int place, Dictionary<string, HashSet<string>> values)
    {
        var words = members.Select(member => member.Words[place]).Where(word => word != MaskedWords.Value).ToList();
        var masked = words.Count < members.Count;
        var left = place == 0 ? "" : members[0].Words[place - 1];
        var verbs = words.Count(TemplateWords.IsVerb);
        if (!masked || verbs > 0 || place == 0)
        {
            var needed = Needed(words, members[0].Words.Count, place, left, verbs);
            if (words.Count < needed && !(place > 0 && verbs == 0 && AreKnown(words, left, values)))
            {
                return false;
            }
        }

        if (words.Count >= Names)
        {
            if (!values.TryGetValue(left, out var known))
            {
                values[left] = known = new HashSet<string>(StringComparer.Ordinal);
            }

            known.UnionWith(words);
        }

        return words.Count > 0;
    }

    private static int Needed(List<string> words, int length, int place, string left, int verbs)
    {
        if (words.Exists(TemplateWords.IsErrorName))
        {
            return int.MaxValue;
        }

        if (verbs * 2 >= words.Count)
        {
            return Verbs;
        }

        if (TemplateWords.AreNumbered(words))
        {
            return 2;
        }

        if (place == 0)
        {
            return words.TrueForAll(TemplateWords.IsDottedName) ? Names : Subjects;
        }

        if (place == length - 1 && left == ":")
        {
            return Reasons;
        }

        return words.Count(TemplateWords.IsName) * 2 >= words.Count ? Names : Words;
    }

    // Behind the same word these words were values elsewhere.
    private static bool AreKnown(List<string> words, string left, Dictionary<string, HashSet<string>> values) =>
        (left.Length > 1 || left == "=") && values.TryGetValue(left, out var known) && words.TrueForAll(known.Contains);
}

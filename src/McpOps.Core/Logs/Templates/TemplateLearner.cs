namespace McpOps.Logs.Templates;

/// <summary>Finds which words of masked messages are values after all, by how they vary where all else is the same.</summary>
/// <remarks>
/// Works on the set of distinct masked messages, so neither their order nor how they were read in pieces matters. As in IPLoM (Makanju et
/// al., KDD 2009) messages of the same number of tokens are compared, and as in Brain (Yu et al., TSC 2023) a place is a value when more
/// distinct words stand there, with all else equal, than statements of one program would differ in. Verbs, and names of errors, stay.
/// </remarks>
internal sealed class TemplateLearner
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

    /// <summary>Learns: for each key the key with further values masked.</summary>
    /// <param name="keys">Masked messages, each once.</param>
    public static string[] Learn(IReadOnlyList<string> keys)
    {
        var items = new Sequence[keys.Count];
        var groups = new Dictionary<int, List<Sequence>>();
        for (var i = 0; i < keys.Count; i++)
        {
            var sequence = items[i] = new Sequence(keys[i].Split(' '));
            if (!groups.TryGetValue(sequence.Words.Length, out var group))
            {
                groups[sequence.Words.Length] = group = [];
            }

            group.Add(sequence);
        }

        var values = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var changed = false;
            foreach (var group in groups.Values)
            {
                changed |= LearnGroup(group, values);
            }

            if (!changed)
            {
                break;
            }
        }

        return [.. items.Select(item => item.ToString())];
    }

    private static bool LearnGroup(List<Sequence> group, Dictionary<string, HashSet<string>> values)
    {
        var live = group.DistinctBy(sequence => sequence.ToString(), StringComparer.Ordinal).ToList();
        if (live.Count < 2)
        {
            return false;
        }

        var marks = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        for (var place = 0; place < live[0].Words.Length; place++)
        {
            foreach (var alike in live.Where(sequence => sequence.CanVaryAt(place)).GroupBy(sequence => sequence.Without(place)).Where(alike => alike.Skip(1).Any()))
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

        foreach (var sequence in group)
        {
            if (marks.TryGetValue(sequence.ToString(), out var places))
            {
                sequence.Mask(places);
            }
        }

        return marks.Count > 0;
    }

    private static bool AreValues(List<Sequence> members, int place, Dictionary<string, HashSet<string>> values)
    {
        var words = members.Select(member => member.Words[place]).Where(word => word != Sequence.Value).ToList();
        var masked = words.Count < members.Count;
        var left = place == 0 ? "" : members[0].Words[place - 1];
        var verbs = words.Count(TemplateWords.IsVerb);
        if (!masked || verbs > 0 || place == 0)
        {
            var needed = Needed(words, members[0].Words.Length, place, left, verbs);
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

        if (place == 0)
        {
            return Subjects;
        }

        if (place == length - 1 && left == ":")
        {
            return Reasons;
        }

        return words.TrueForAll(TemplateWords.IsSwitch) ? 2 : words.Count(TemplateWords.IsName) * 2 >= words.Count ? Names : Words;
    }

    // Behind the same word these words were values elsewhere.
    private static bool AreKnown(List<string> words, string left, Dictionary<string, HashSet<string>> values) =>
        left.Length > 1 && values.TryGetValue(left, out var known) && words.TrueForAll(known.Contains);

    /// <summary>The words of one masked message.</summary>
    private sealed class Sequence(string[] words)
    {
        public static readonly string Value = ((char)MessageMask.Value).ToString();

        private string? _text;

        public string[] Words { get; } = words;

        public bool CanVaryAt(int place) => !IsSign(Words[place]) && (Words.Length == 1 || Words.Where((word, index) => index != place && word != Value && !IsSign(word)).Take(2).Count() > (IsConstantAt(place) ? 0 : 1));

        public (ulong, int) Without(int place)
        {
            var hash = 14695981039346656037UL;
            for (var i = 0; i < Words.Length; i++)
            {
                hash = (hash ^ (i == place ? 7UL : (ulong)(uint)Words[i].GetHashCode(StringComparison.Ordinal))) * 1099511628211UL;
                hash ^= hash >> 29;
            }

            return (hash, place);
        }

        public void Mask(HashSet<int> places)
        {
            foreach (var place in places)
            {
                Words[place] = Value;
            }

            _text = null;
        }

        public override string ToString() => _text ??= string.Join(' ', Words);

        private bool IsConstantAt(int place) => Words[place] != Value;

        private static bool IsSign(string word) => word.Length == 1 && word[0] != MessageMask.Value && !char.IsLetterOrDigit(word[0]);
    }
}

namespace McpOps.Cli.Serve;

/// <summary>How much one answer may hold, and all answers together that are being made.</summary>
/// <param name="mostBytes">Most bytes of content that all of them hold; what is beyond is cut, for to wait for each other they could wait for ever.</param>
internal sealed class AnswerBudget(long mostBytes = AnswerBudget.MostBytes)
{
    /// <summary>Most characters of content in one answer: no model reads more, and each is held twice while it is written.</summary>
    public const int MostCharacters = 2_000_000;

    /// <summary>Most bytes of content in all answers that are being made: 32 MiB.</summary>
    public const long MostBytes = 32L << 20;

    private const int TitleCharacters = 1000;
    private long _free = mostBytes;

    /// <summary>Begins an answer; what it holds is given back at its end.</summary>
    public Share Begin() => new(this);

    /// <summary>The beginning of a text that is too long for what is left, with a word that it is one.</summary>
    public static string Cut(string text, int left) => text.Length <= left ? text : string.Concat(text.AsSpan(0, Math.Max(0, left > 0 && char.IsHighSurrogate(text[left - 1]) ? left - 1 : left)), "\n\n[cut here: the answer is at its limit]\n");

    // As many characters as are free, at most so many as are wanted.
    private int Take(int characters)
    {
        while (true)
        {
            var free = Interlocked.Read(ref _free);
            var taken = (int)Math.Min(characters, free / sizeof(char));
            if (Interlocked.CompareExchange(ref _free, free - ((long)taken * sizeof(char)), free) == free)
            {
                return taken;
            }
        }
    }

    /// <summary>What one answer holds.</summary>
    internal sealed class Share(AnswerBudget of) : IDisposable
    {
        private int _left = MostCharacters;
        private int _taken;

        /// <summary>Whether something was left out.</summary>
        public bool IsCut { get; private set; }

        /// <summary>Why it was.</summary>
        public string Why => _left <= 0 ? $"it is at its limit of {MostCharacters} characters" : "all answers together are at their limit; try again later, or ask for fewer pages";

        /// <summary>A text, or as much of it as may be held.</summary>
        public string Take(string text)
        {
            var taken = Hold(text.Length);
            IsCut |= taken < text.Length;
            return Cut(text, taken);
        }

        /// <summary>A title, which is short or no title.</summary>
        public string? Title(string? text) => text is { Length: > TitleCharacters } ? Cut(text, TitleCharacters) : text;

        /// <summary>Whether something of this many characters may be held as a whole; then it is.</summary>
        public bool Fits(int characters)
        {
            IsCut |= Hold(characters) < characters;
            return !IsCut;
        }

        public void Dispose()
        {
            Interlocked.Add(ref of._free, (long)_taken * sizeof(char));
            _taken = 0;
        }

        private int Hold(int characters)
        {
            var taken = of.Take(Math.Min(characters, _left));
            _left -= Math.Min(characters, _left);
            _taken += taken;
            return taken;
        }
    }
}

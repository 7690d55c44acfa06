namespace McpOps.Auditing.Dependencies.Versions;

/// <summary>Debian's versions, after deb-version(7): epoch, upstream, revision; <c>~</c> is before everything, even the end.</summary>
internal static class DebianVersion
{
    public static int Compare(string left, string right)
    {
        var (one, two) = (Split(left), Split(right));
        var order = one.Epoch.CompareTo(two.Epoch);
        order = order != 0 ? order : Part(one.Upstream, two.Upstream);
        return order != 0 ? order : Part(one.Revision, two.Revision);
    }

    private static (long Epoch, string Upstream, string Revision) Split(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var epoch = colon > 0 && long.TryParse(text.AsSpan(0, colon), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
        var rest = colon > 0 ? text[(colon + 1)..] : text;
        var dash = rest.LastIndexOf('-');
        return (epoch, dash < 0 ? rest : rest[..dash], dash < 0 ? "" : rest[(dash + 1)..]);
    }

    // Runs of other letters and runs of digits, in turn.
    private static int Part(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (left.Length > 0 || right.Length > 0)
        {
            while ((left.Length > 0 && !char.IsAsciiDigit(left[0])) || (right.Length > 0 && !char.IsAsciiDigit(right[0])))
            {
                var order = Weight(left).CompareTo(Weight(right));
                if (order != 0)
                {
                    return order;
                }

                left = left.Length > 0 ? left[1..] : left;
                right = right.Length > 0 ? right[1..] : right;
            }

            var (one, two) = (Digits(ref left), Digits(ref right));
            var digits = one.Length != two.Length ? one.Length.CompareTo(two.Length) : string.CompareOrdinal(one, two);
            if (digits != 0)
            {
                return Math.Sign(digits);
            }
        }

        return 0;
    }

    private static int Weight(ReadOnlySpan<char> text) => text.Length == 0 || char.IsAsciiDigit(text[0]) ? 0 : text[0] is '~' ? -1 : char.IsAsciiLetter(text[0]) ? text[0] : text[0] + 256;

    private static string Digits(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var at ? at : text.Length;
        var digits = text[..end].TrimStart('0').ToString();
        text = text[end..];
        return digits;
    }
}

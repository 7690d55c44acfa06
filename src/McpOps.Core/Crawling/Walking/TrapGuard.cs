using System.Text;
using System.Text.RegularExpressions;

namespace McpOps.Crawling.Walking;

/// <summary>Recognises addresses without end: paths that grow, parameters that pile up, calendars, and lists that say the same for ever.</summary>
internal sealed partial class TrapGuard(EngineContext context)
{
    private const int LongestAddress = 2000;
    private const int DeepestPath = 16;
    private const int MostRepeats = 3;
    private const int MostParameters = 10;
    private const int MostOfCalendar = 24;
    private const int Trial = 40;
    private const double LeastNovel = 0.15;
    private const int LongChain = 20;
    private readonly Dictionary<string, Shape> _shapes = new(StringComparer.Ordinal);

    /// <summary>True when an address should not be read; the reason is noted once for each shape of address.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="chain">How many pages of the same shape, each found on the one before, led to it.</param>
    public bool IsTrap(Uri uri, int chain)
    {
        if (Reason(uri, chain) is not { } reason)
        {
            return false;
        }

        var shape = ShapeOf(uri);
        if (!shape.Noted)
        {
            shape.Noted = true;
            context.Warn("TrapSkipped", $"{uri} and addresses like it are not followed: {reason}.", uri.AbsoluteUri);
        }

        return true;
    }

    /// <summary>True when two addresses differ in numbers and values only.</summary>
    public bool IsSameShape(Uri one, Uri other) => ReferenceEquals(ShapeOf(one), ShapeOf(other));

    /// <summary>Counts a page that was taken up, so that a calendar is only looked at for a while.</summary>
    public void Taken(Uri uri) => ShapeOf(uri).Taken++;

    /// <summary>Learns whether a page said something new.</summary>
    public void Learn(Uri uri, bool isNew)
    {
        var shape = ShapeOf(uri);
        shape.Read++;
        shape.New += isNew ? 1 : 0;
    }

    private string? Reason(Uri uri, int chain)
    {
        if (uri.AbsoluteUri.Length > LongestAddress)
        {
            return "the address is longer than any page needs";
        }

        var segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length > DeepestPath || segments.GroupBy(segment => segment, StringComparer.Ordinal).Any(group => group.Count() >= MostRepeats))
        {
            return "its path grows and repeats itself";
        }

        if (uri.Query.Count(character => character == '&') >= MostParameters)
        {
            return "its parameters pile up";
        }

        var shape = ShapeOf(uri);
        if (shape.IsCalendar && shape.Taken >= MostOfCalendar)
        {
            return $"it looks like a calendar, of which {MostOfCalendar} pages were read";
        }

        return chain >= LongChain && shape.Read >= Trial && shape.New < LeastNovel * shape.Read ? "pages like it say nearly the same" : null;
    }

    private Shape ShapeOf(Uri uri)
    {
        var key = new StringBuilder(uri.Authority);
        key.Append(Digits().Replace(uri.AbsolutePath, "0"));
        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.Split('=', 2)[0]).Order(StringComparer.Ordinal))
        {
            key.Append('&').Append(parameter);
        }

        var text = key.ToString();
        if (!_shapes.TryGetValue(text, out var shape))
        {
            shape = new Shape { IsCalendar = Calendar().IsMatch(uri.PathAndQuery) };
            _shapes[text] = shape;
        }

        return shape;
    }

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digits();

    // The word, or a month that is named as a parameter. Dates in the paths of articles are no calendar.
    [GeneratedRegex(@"calend[ae]r|kalender|agenda|[?&](month|year|date|day|week|jahr|monat|mois|mes)=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Calendar();

    private sealed class Shape
    {
        public bool IsCalendar { get; init; }

        public bool Noted { get; set; }

        public int Taken { get; set; }

        public int Read { get; set; }

        public int New { get; set; }
    }
}

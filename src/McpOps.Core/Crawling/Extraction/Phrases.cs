using System.Text.RegularExpressions;

namespace McpOps.Crawling.Extraction;

/// <summary>Set phrases that sites put between and below the paragraphs, in the languages of the larger part of the web.</summary>
internal static partial class Phrases
{
    public const int LongestPointer = 220;

    /// <summary>True for a label such as "Advertisement", and for "Read more: …" where it leads elsewhere.</summary>
    public static bool IsPointer(string text, double linkDensity) =>
        Label().IsMatch(text) || (linkDensity > 0.25 && Pointer().IsMatch(text));

    /// <summary>True for a note below the text: follow us, subscribe, filed under, comments.</summary>
    public static bool IsTailNote(string text) => TailNote().IsMatch(text);

    [GeneratedRegex("""^\W*(advert(isement|isements|ising)?|ad|ads|anzeige|werbung|publicidad|publicité|pubblicità|publicidade|reklama|reklame|annons|iklan|реклама|広告|sponsored( content)?|click to tweet|tweet( this)?|share( this)?( article| story| post)?|print|caption|close|loading\.*|(story|article) continues below( \w+)?( \w+)?|\d+ of \d+|scroll (down )?to continue( reading)?|skip (ad|advert(isement)?))\W*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Label();

    [GeneratedRegex("""^\W*(read( more| next| also| the full)?|more( from| on| news| stories| about)?|related|see also|also (read|see)|watch( now| more)?|don[’']?t miss|you (may|might) also|next( up)?|click here|check out|recommended|lesen sie( auch| mehr)?|mehr( zum thema| dazu)|siehe auch|auch interessant|weiterlesen|lire aussi|à lire|voir aussi|lee (también|más)|leer más|ver también|te puede interesar|le(ia|r) (também|mais)|veja (também|mais)|leggi anche|lees (ook|meer)|läs (också|mer)|czytaj (też|także|więcej)|baca juga|читайте также)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pointer();

    [GeneratedRegex("""\b(follow|like|find|join) (him|her|us|me|them|@?\w+) (on|at|@)|\b(subscribe|sign up|signup|abonnieren|suscr[ií]bete|inscreva-se|abonnez-vous)\b|\bnewsletter\b|^\W*(filed under|tags?|tagged|posted in|categor(y|ies)|kategorien?|topics?|source|via|quelle|fonte|fuente|share|comments?|kommentare|leave a (comment|reply)|copyright|©|all rights reserved)\b.{0,100}$|\bcontributed to this (report|story|article)|\b(you (may|might) also like)|\bmay receive a (commission|share)|\baffiliate (links?|commission)|\bsend (tips|feedback|comments) to|\bcan be reached at|\ball rights reserved|^\W*more\b.{0,40}\bhttps?:""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TailNote();
}

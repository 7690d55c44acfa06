using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpOps.Reporting;

/// <summary>How a report is written.</summary>
public static class ReportFormats
{
    /// <summary>One page without any request or script.</summary>
    public const string Html = "html";

    /// <summary>Markdown.</summary>
    public const string Markdown = "markdown";

    /// <summary>All of it, as one object.</summary>
    public const string Json = "json";

    /// <summary>The figures, a line each.</summary>
    public const string Csv = "csv";

    /// <summary>The body of a mail.</summary>
    public const string Mail = "mail";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        TypeInfoResolver = ReportJson.Default,
    };

    /// <summary>How a report that was written as JSON is read.</summary>
    internal static JsonSerializerOptions Reading { get; } = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectNullableAnnotations = true, TypeInfoResolver = ReportJson.Default };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Html, Markdown, Json, Csv, Mail];

    /// <summary>The format that a file's name says; null when it says none.</summary>
    /// <param name="path">The file.</param>
    public static string? Of(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".HTML" or ".HTM" => Html,
        ".MD" or ".MARKDOWN" or ".TXT" => Markdown,
        ".JSON" => Json,
        ".CSV" => Csv,
        _ => null,
    };

    /// <summary>Writes a report. The same report gives the same text, byte for byte.</summary>
    /// <param name="report">The report.</param>
    /// <param name="format">One of <see cref="All"/>.</param>
    /// <exception cref="McpOpsException"><c>UnknownFormat</c>.</exception>
    public static string Write(McpReport report, string format)
    {
        ArgumentNullException.ThrowIfNull(report);
        return format switch
        {
            Html => HtmlReport.Write(report),
            Markdown => MarkdownReport.Write(DocumentBuilder.Of(report)),
            Mail => MailReport.Write(DocumentBuilder.Of(report)),
            Csv => CsvReport.Write(report),
            Json => JsonSerializer.Serialize(report, Options.Of<McpReport>()).ReplaceLineEndings("\n") + "\n",
            _ => throw new McpOpsException("UnknownFormat", McpErrorCategory.InvalidArgument, $"There is no format '{format}'. Write {string.Join(", ", All)}."),
        };
    }
}

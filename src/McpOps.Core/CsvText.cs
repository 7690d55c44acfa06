using System.Globalization;

namespace McpOps;

/// <summary>Fields of CSV (RFC 4180) that a spreadsheet takes for what they are.</summary>
public static class CsvText
{
    // Also in the full width of East Asian scripts, which spreadsheets take for the same.
    private const string FormulaBegins = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20\u2212";

    /// <summary>A field, quoted where it must be. One that a spreadsheet would take for a formula gets an apostrophe, as OWASP advises on CSV injection; one that is a number as a whole is none.</summary>
    /// <param name="field">What it holds.</param>
    public static string Field(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (field.Length > 0 && FormulaBegins.Contains(field[0], StringComparison.Ordinal)
            && !double.TryParse(field, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _))
        {
            field = "'" + field;
        }

        return field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}

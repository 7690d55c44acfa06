using System.Globalization;
using System.Text;

namespace McpOps.Charts;

/// <summary>Writes a picture: its title and description for screen readers first, all text encoded, numbers with one digit behind the point.</summary>
internal sealed class Svg
{
    private readonly StringBuilder _text = new(4096);

    /// <summary>Begins a picture.</summary>
    /// <param name="width">Its width in its own units; a page stretches it.</param>
    /// <param name="height">Its height.</param>
    /// <param name="kind">Its class.</param>
    /// <param name="text">What it shows.</param>
    public Svg(int width, int height, string kind, ChartText text) => _text
        .Append(CultureInfo.InvariantCulture, $"<svg class=\"chart {kind}\" viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{Markup.Text(text.Title)}</title><desc>{Markup.Text(text.Description)}</desc>");

    public static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    public void Rect(double x, double y, double width, double height, string kind, string? hint = null)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(Math.Max(0.5, width))}\" height=\"{Number(height)}\"");
        _text.Append(hint is null ? "/>" : $"><title>{Markup.Text(hint)}</title></rect>");
    }

    public void Line(double x1, double y1, double x2, double y2, string kind) =>
        _text.Append(CultureInfo.InvariantCulture, $"<line class=\"{kind}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>");

    public void Circle(double x, double y, string kind) => _text.Append(CultureInfo.InvariantCulture, $"<circle class=\"{kind}\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"2\"/>");

    public void Shape(IEnumerable<(double X, double Y)> points, string kind, bool isClosed) => _text
        .Append(isClosed ? "<polygon" : "<polyline").Append($" class=\"{kind}\" points=\"").AppendJoin(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}")).Append("\"/>");

    /// <summary>Writes words.</summary>
    /// <param name="x">Where.</param>
    /// <param name="y">The base line.</param>
    /// <param name="text">What.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public void Text(double x, double y, string text, string anchor = "start") =>
        _text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\">{Markup.Text(text)}</text>");

    public override string ToString() => _text + "</svg>";
}

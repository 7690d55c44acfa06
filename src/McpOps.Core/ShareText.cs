using System.Globalization;

namespace McpOps;

/// <summary>Shares as a person reads them. The records keep the exact figures.</summary>
internal static class ShareText
{
    private const int MostDigits = 4;

    /// <summary>A share in percent, such as <c>96.6 %</c>: with as many digits as tell it from all and from nothing, so that 99.998 % is not read as 100 %.</summary>
    /// <param name="percent">The share, in percent.</param>
    public static string Of(double percent) => Text(percent, Digits(percent));

    /// <summary>The same beside the share that it is compared with: with as many digits as tell the two apart.</summary>
    /// <param name="percent">The share, in percent.</param>
    /// <param name="other">The other, in percent.</param>
    public static string Beside(double percent, double other)
    {
        var digits = Digits(percent);
        while (digits < MostDigits && percent != other && Text(percent, digits) == Of(other))
        {
            digits++;
        }

        return Text(percent, digits);
    }

    /// <summary>How many times, or how many percent: one digit behind the point where it says something.</summary>
    /// <param name="value">The number.</param>
    public static string Rough(double value) => value.ToString(Math.Abs(value) < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);

    private static int Digits(double percent) => Math.Min(Math.Abs(percent), Math.Abs(100 - percent)) switch { 0 => 0, >= 0.1 => 1, >= 0.01 => 2, >= 0.001 => 3, _ => MostDigits };

    private static string Text(double percent, int digits) => $"{percent.ToString(digits == 0 ? "0" : $"0.{new string('#', digits)}", CultureInfo.InvariantCulture)} %";
}

namespace McpOps.Maintenance.Advice;

/// <summary>Where a setting stands in the text of a file.</summary>
/// <param name="Start">The first character of its value, a quote not included.</param>
/// <param name="Length">The length of its value in the text.</param>
/// <param name="Value">The value.</param>
/// <param name="Quote">The quote around it; null for none.</param>
internal sealed record Setting(int Start, int Length, string Value, char? Quote = null);

/// <summary>How settings stand in one kind of file. What is not surely understood is refused.</summary>
internal interface ISettingFormat
{
    /// <summary>Finds a setting; null where the file does not hold it.</summary>
    /// <exception cref="SettingException">It is not sure where it stands, or whether.</exception>
    Setting? Find(string text, string key);

    /// <summary>The text with another value in the place of a setting; nothing else differs.</summary>
    /// <exception cref="SettingException">The value cannot stand there.</exception>
    string Replace(string text, string key, Setting setting, string value);

    /// <summary>The text with a setting more.</summary>
    /// <exception cref="SettingException">In this kind of file it is not sure where it belongs.</exception>
    string Add(string text, string key, string value);

    /// <summary>The text without a setting that <see cref="Add"/> added.</summary>
    string Remove(string text, string key, Setting setting);
}

/// <summary>A setting that is not read or changed, for a reason that is a sentence.</summary>
internal sealed class SettingException(string message) : Exception(message);

namespace McpOps.Monitoring;

/// <summary>A report that goes with a message, where a channel can carry one.</summary>
/// <param name="Html">The body of a mail.</param>
/// <param name="FileName">The name of the attached file.</param>
/// <param name="File">The whole report, as a page.</param>
internal sealed record MessageReport(string Html, string FileName, string File);

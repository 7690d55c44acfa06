using McpOps.HelpBuilder;

// Usage: McpOps.HelpBuilder FOLDER-OF-MARKDOWN FILE-TO-WRITE
var pages = Directory.EnumerateFiles(args[0], "*.md").Order(StringComparer.Ordinal).Select(HelpPage.Read).ToList();
Maml.Write(args[1], pages);

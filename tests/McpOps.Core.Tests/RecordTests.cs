using System.Reflection;
using McpOps.Servers;

namespace McpOps.Core.Tests;

/// <summary>What flows out of the engines is made for pipelines.</summary>
public sealed class RecordTests
{
    // PowerShell hands a DateTimeOffset back from a job or a file as a bag of texts, and neither compares nor binds it as a time.
    [Fact]
    public void Times_of_records_are_of_a_type_that_compares_and_binds()
    {
        var records = typeof(McpServer).Assembly.GetExportedTypes().Where(type => type.Name.StartsWith("Mcp", StringComparison.Ordinal) && !type.Name.EndsWith("Exception", StringComparison.Ordinal)
            // What the history keeps reaches no pipeline.
            && type.Name is not "McpSample").ToList();
        Assert.True(records.Count > 30, $"Only {records.Count} were found.");
        var wrong = records.SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)).Where(property => IsOffset(property.PropertyType))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name} is to be a DateTime of the local kind: give it moment.LocalDateTime.");
        Assert.Empty(wrong);
    }

    // What hosts are laid together by. A server's offers are the same whoever asks; what is inside another record is of its host.
    [Fact]
    public void Records_of_servers_say_of_which_host_they_are()
    {
        string[] others = ["McpTool", "McpToolResult", "McpPrompt", "McpServerResource", "McpAcceptance", "McpMetricImport", "McpServerStatus", "McpSample"];
        var records = typeof(McpServer).Assembly.GetExportedTypes().Where(type => type.Name.StartsWith("Mcp", StringComparison.Ordinal) && type.GetProperty("Server")?.PropertyType == typeof(string)).ToList();
        Assert.True(records.Count > 20, $"Only {records.Count} were found.");
        Assert.Equal(others.Order(StringComparer.Ordinal), records.Where(type => !type.IsAssignableTo(typeof(IHostRecord))).Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    private static bool IsOffset(Type type) => type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?) || (type.IsGenericType && type.GetGenericArguments().Any(IsOffset));
}

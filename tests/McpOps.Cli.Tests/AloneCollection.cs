namespace McpOps.Cli.Tests;

/// <summary>Tests that measure time or memory: they run after the others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

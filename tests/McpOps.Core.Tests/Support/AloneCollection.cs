namespace McpOps.Core.Tests.Support;

/// <summary>Tests that measure the time or the memory of the whole process: they run after the others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

namespace McpOps.Benchmarks;

/// <summary>One comparison. A class that implements it is found by its name: <c>McpOps.Benchmarks -- NAME</c>.</summary>
internal interface IBenchmark
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>What is compared with what, and the figure that it should reach.</summary>
    string Description { get; }

    /// <summary>Runs it and prints its figures.</summary>
    Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}

using McpOps.Benchmarks;

// Usage: McpOps.Benchmarks NAME [ARGUMENTS…]; without a name, the list of them. Build with --configuration Release.
var benchmarks = typeof(IBenchmark).Assembly.GetTypes()
    .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IBenchmark)))
    .Select(type => (IBenchmark)Activator.CreateInstance(type)!)
    .OrderBy(benchmark => benchmark.Name, StringComparer.Ordinal)
    .ToList();

if (args.Length == 0 || benchmarks.Find(benchmark => benchmark.Name == args[0]) is not { } chosen)
{
    foreach (var benchmark in benchmarks)
    {
        Console.WriteLine($"{benchmark.Name,-24} {benchmark.Description}");
    }

    return args.Length == 0 ? 0 : 64;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
Console.WriteLine($"{chosen.Name}: {chosen.Description}");
Console.WriteLine($"cores {Environment.ProcessorCount}, .NET {Environment.Version}");
await Shipped.PackAsync(stop.Token);
await chosen.RunAsync([.. args.Skip(1)], stop.Token);
return 0;

using System.Globalization;
using System.IO.Compression;
using McpOps.Crawling;

namespace McpOps.Benchmarks.Crawling;

/// <summary>Text and Markdown of saved pages, against jsdom, Readability and Turndown on the same pages, both warm and on one core.</summary>
internal sealed class PagesBenchmark : IBenchmark
{
    private const int Runs = 7;
    private const double Goal = 0.2;

    public string Name => "pages";

    public string Description => "Text and Markdown of the saved pages in FOLDER, against jsdom + Readability + Turndown (NODE_MODULES: the folder that holds node_modules).";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var folder = arguments.ElementAtOrDefault(0) ?? Find("shared/data/articles/html");
        var modules = arguments.ElementAtOrDefault(1) ?? Find("tests/node");
        if (folder is null || modules is null || Command.Find("node") is not { } node)
        {
            Console.WriteLine("Needs: a folder of .html.gz pages, a folder with node_modules (tests/setup.sh), and node.");
            return;
        }

        var pages = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(Unpack).ToList();
        Console.WriteLine($"{pages.Count} pages, {pages.Sum(page => page.Length) / 1e6:0.0} M characters");
        using var peer = Command.Start(node, [Path.Combine(Repository.Root, "tests", "McpOps.Benchmarks", "Crawling", "readability.cjs"), folder, modules]);
        try
        {
            await using var reader = new PageReader(new EngineContext());
            await Pairwise.CompareAsync(
                "McpOps",
                () => Task.FromResult(pages.Sum(page => reader.Read(page, new Uri("https://example.org/")).Markdown.Length)),
                "jsdom + Readability + Turndown",
                async () =>
                {
                    await peer.StandardInput.WriteLineAsync("1".AsMemory(), cancellationToken);
                    await peer.StandardInput.FlushAsync(cancellationToken);
                    var line = await peer.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException(await peer.StandardError.ReadToEndAsync(cancellationToken));
                    _ = double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
                },
                Runs,
                Goal);
        }
        finally
        {
            peer.Kill(entireProcessTree: true);
        }
    }

    private static string? Find(string relative)
    {
        for (var folder = new DirectoryInfo(Repository.Root); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, relative)))
            {
                return Path.Combine(folder.FullName, relative);
            }
        }

        return null;
    }

    private static string Unpack(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return text.ReadToEnd();
    }
}

using System.Globalization;
using System.Text;

namespace McpOps.Benchmarks.Backups;

/// <summary>Makes the tree that backups are measured on: 20,000 small text files, 600 MB of logs, 1.2 GB of binaries of which 500 MB do not compress.</summary>
internal static class BackupTree
{
    private const int Seed = 5;

    public static void Make(string folder)
    {
        var random = new Random(Seed);
        var words = Enumerable.Range(0, 4000).Select(_ => new string([.. Enumerable.Range(0, random.Next(3, 13)).Select(_ => (char)random.Next('a', 'z' + 1))])).ToArray();
        for (var number = 0; number < 20_000; number++)
        {
            var path = Path.Combine(folder, "app", $"package{number / 100:D3}");
            Directory.CreateDirectory(path);
            File.WriteAllText(Path.Combine(path, $"module{number % 100:D2}.py"), Words(random, words, random.Next(200, 18_000)));
        }

        Directory.CreateDirectory(Path.Combine(folder, "logs"));
        for (var day = 0; day < 12; day++)
        {
            WriteLog(Path.Combine(folder, "logs", $"server.log.{day}"), random, words, day);
        }

        WriteBinaries(Path.Combine(folder, "bin"), random);
    }

    private static string Words(Random random, string[] words, int length)
    {
        var text = new StringBuilder(length + 20);
        while (text.Length < length)
        {
            text.Append(words[random.Next(words.Length)]).Append(random.Next(8) == 0 ? "\n    " : " ");
        }

        return text.ToString();
    }

    private static void WriteLog(string path, Random random, string[] words, int day)
    {
        string[] messages = [.. Enumerable.Range(0, 500).Select(_ => Words(random, words, random.Next(20, 120)).Replace('\n', ' '))];
        using var log = new StreamWriter(path);
        var time = 1_700_000_000.0 + (day * 86_400);
        for (long written = 0; written < 50_000_000;)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{time += random.NextDouble():0.000} {random.Next():x8} {messages[random.Next(messages.Length)]} took {random.Next(10_000)} ms from 10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}");
            log.WriteLine(line);
            written += line.Length + 1;
        }
    }

    // The programs of this machine as they are, and random bytes for what is compressed already.
    private static void WriteBinaries(string folder, Random random)
    {
        Directory.CreateDirectory(folder);
        var block = new byte[1_000_000];
        for (var file = 0; file < 5; file++)
        {
            using var stream = File.Create(Path.Combine(folder, $"blob{file}"));
            for (var part = 0; part < 100; part++)
            {
                random.NextBytes(block);
                stream.Write(block);
            }
        }

        long total = 0;
        string[] places = [AppContext.BaseDirectory, "/usr/bin", "/usr/lib", "/usr/share/dotnet"];
        var found = places.Where(Directory.Exists).SelectMany(place => Directory.EnumerateFiles(place, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }));
        foreach (var (source, number) in found.Select(path => new FileInfo(path)).Where(file => file.Length > 100_000).OrderByDescending(file => file.Length).Select((file, number) => (file, number)))
        {
            if (total + source.Length <= 700_000_000)
            {
                source.CopyTo(Path.Combine(folder, $"{number:D4}-{source.Name}"));
                total += source.Length;
            }
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Linq.Expressions;
using System.Reflection;

namespace McpOps.Backups.Archive;

/// <summary>How hard data is compressed.</summary>
/// <remarks>
/// Level 5 of zlib-ng (the zlib of .NET 9 and later) comes within 1 % of the size of <c>gzip -6</c> in two thirds of the time of
/// its own level 6. The core compiles against .NET 8, which cannot name a level, so the newer constructor is looked up;
/// on .NET 8 the nearest named level stands in.
/// </remarks>
internal static class GzipLevel
{
    private const int Default = 5;
    private const string Options = "System.IO.Compression.ZLibCompressionOptions";
    private const string Kept = "What is looked up is kept where the program is compiled ahead.";

    private static readonly Func<Stream, Stream>? Numbered = FindNumbered();

    public static Stream Compress(Stream output, bool store)
    {
        if (store)
        {
            return new GZipStream(output, CompressionLevel.NoCompression, leaveOpen: true);
        }

        return Numbered is null ? new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true) : Numbered(output);
    }

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties, Options, "System.IO.Compression")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Kept)]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Kept)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Kept)]
    private static Func<Stream, Stream>? FindNumbered()
    {
        var options = typeof(GZipStream).Assembly.GetType(Options);
        var constructor = options is null ? null : typeof(GZipStream).GetConstructor(BindingFlags.Public | BindingFlags.Instance, [typeof(Stream), options, typeof(bool)]);
        if (options?.GetProperty("CompressionLevel") is not { } level || constructor is null)
        {
            return null;
        }

        var output = Expression.Parameter(typeof(Stream));
        var chosen = Expression.MemberInit(Expression.New(options), Expression.Bind(level, Expression.Constant(Default)));
        return Expression.Lambda<Func<Stream, Stream>>(Expression.New(constructor, output, chosen, Expression.Constant(true)), output).Compile();
    }
}

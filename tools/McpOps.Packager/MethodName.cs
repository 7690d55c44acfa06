using System.Reflection;

namespace McpOps.Packager;

/// <summary>Finds methods by the name that the runtime's compiler gives them: <c>System.Collections.Generic.Dictionary`2[int,System.__Canon]:FindValue(int):byref:this</c>.</summary>
/// <param name="assemblies">Where they may be.</param>
internal sealed class MethodName(IReadOnlyList<Assembly> assemblies)
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, Type> Words = new(StringComparer.Ordinal)
    {
        ["bool"] = typeof(bool), ["char"] = typeof(char), ["byte"] = typeof(byte), ["sbyte"] = typeof(sbyte), ["short"] = typeof(short), ["ushort"] = typeof(ushort), ["int"] = typeof(int), ["uint"] = typeof(uint),
        ["long"] = typeof(long), ["ulong"] = typeof(ulong), ["nint"] = typeof(nint), ["nuint"] = typeof(nuint), ["float"] = typeof(float), ["double"] = typeof(double),
    };

    private readonly Dictionary<string, Type?> _types = new(StringComparer.Ordinal);

    /// <summary>The methods that a line may mean: all of that name with as many parameters, since what these are is not worth their text.</summary>
    public IEnumerable<MethodBase> Find(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var parameters = line.IndexOf('(', Math.Max(colon, 0));
        if (colon < 0 || parameters < 0 || TypeOf(line[..colon]) is not { } type)
        {
            return [];
        }

        var (name, of) = Split(line[(colon + 1)..parameters]);
        var count = Split(line[parameters..]).Of.Count;
        return type.GetMembers(All).OfType<MethodBase>().Where(method => method.Name == name && method.GetParameters().Length == count && Arity(method) == of.Count)
            .Select(method => of.Count is 0 ? method : Make(of, types => ((MethodInfo)method).MakeGenericMethod(types))).OfType<MethodBase>();
    }

    private static int Arity(MethodBase method) => method.IsGenericMethodDefinition ? method.GetGenericArguments().Length : 0;

    private Type? TypeOf(string text)
    {
        if (!_types.TryGetValue(text, out var type))
        {
            _types[text] = type = Words.TryGetValue(text, out var word) ? word : text.EndsWith("[]", StringComparison.Ordinal) ? TypeOf(text[..^2])?.MakeArrayType() : Named(text);
        }

        return type;
    }

    private Type? Named(string text)
    {
        var (name, of) = Split(text);
        return assemblies.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null) is not { } found || found.GetGenericArguments().Length != of.Count ? null
            : of.Count is 0 ? found : Make(of, found.MakeGenericType);
    }

    // The runtime makes no type of what breaks a constraint, such as a shared one where a number is asked for.
    private T? Make<T>(IReadOnlyList<string> of, Func<Type[], T> make)
        where T : class
    {
        try
        {
            Type?[] types = [.. of.Select(TypeOf)];
            return types.Contains(null) ? null : make(types!);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // "Dictionary`2[int,System.__Canon]" is a name and two more; what has brackets of its own is not divided.
    private static (string Name, IReadOnlyList<string> Of) Split(string text)
    {
        var open = text.AsSpan().IndexOfAny('[', '(');
        List<string> of = [];
        for (int depth = 0, from = open + 1, at = Math.Max(open, 0); open >= 0 && at < text.Length && (at == open || depth > 0); at++)
        {
            depth += text[at] is '[' or '(' ? 1 : text[at] is ']' or ')' ? -1 : 0;
            if (at > from && (depth is 0 || (depth is 1 && text[at] is ',')))
            {
                of.Add(text[from..at]);
                from = at + 1;
            }
        }

        return (open < 0 ? text : text[..open], of);
    }
}

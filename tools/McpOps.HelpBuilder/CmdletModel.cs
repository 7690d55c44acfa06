using System.Management.Automation;
using System.Reflection;
using McpOps.Commands;

namespace McpOps.HelpBuilder;

/// <summary>What the compiled cmdlet says of itself: its parameters in each set.</summary>
/// <remarks>Attributes are read as metadata: the PowerShell library that cmdlets compile against has no code behind its properties.</remarks>
internal sealed record CmdletModel(string Name, IReadOnlyList<ParameterModel> Parameters)
{
    private const string AllSets = "__AllParameterSets";

    public IEnumerable<IReadOnlyList<ParameterModel>> Sets()
    {
        var names = Parameters.Select(parameter => parameter.Set).Where(name => name != AllSets).Distinct(StringComparer.Ordinal).DefaultIfEmpty(AllSets);
        return names.Select(name => (IReadOnlyList<ParameterModel>)[.. Parameters
            .Where(parameter => parameter.Set == name || parameter.Set == AllSets)
            .OrderByDescending(parameter => parameter.Position.HasValue)
            .ThenBy(parameter => parameter.Position)
            .ThenByDescending(parameter => parameter.Mandatory)
            .ThenBy(parameter => parameter.Name, StringComparer.Ordinal)]);
    }

    public static IReadOnlyList<CmdletModel> All() =>
        [.. typeof(McpCmdlet).Assembly.GetTypes()
            .Select(type => (Type: type, Cmdlet: Find<CmdletAttribute>(type)))
            .Where(pair => pair.Cmdlet is not null)
            .Select(pair => new CmdletModel(
                $"{pair.Cmdlet!.ConstructorArguments[0].Value}-{pair.Cmdlet.ConstructorArguments[1].Value}",
                [.. ParametersOf(pair.Type, Named(pair.Cmdlet, "SupportsShouldProcess", false))]))];

    private static IEnumerable<ParameterModel> ParametersOf(Type type, bool changes)
    {
        var declared = type.GetProperties().SelectMany(property => property.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(ParameterAttribute))
            .Select(attribute => new ParameterModel(property.Name, property.PropertyType)
            {
                Set = Named(attribute, "ParameterSetName", AllSets),
                Mandatory = Named(attribute, "Mandatory", false),
                Position = Named(attribute, "Position", int.MinValue) is var position && position >= 0 ? position : null,
                ByValue = Named(attribute, "ValueFromPipeline", false),
                ByName = Named(attribute, "ValueFromPipelineByPropertyName", false),
                Wildcards = Find<SupportsWildcardsAttribute>(property) is not null,
                Aliases = Find<AliasAttribute>(property)?.ConstructorArguments[0].Value is IEnumerable<CustomAttributeTypedArgument> names ? [.. names.Select(name => (string)name.Value!)] : [],
            }));
        return changes ? declared.Append(Common("WhatIf", "wi")).Append(Common("Confirm", "cf")) : declared;
    }

    private static ParameterModel Common(string name, string alias) => new(name, typeof(SwitchParameter)) { Set = AllSets, Aliases = [alias] };

    private static CustomAttributeData? Find<T>(MemberInfo member) => member.GetCustomAttributesData().FirstOrDefault(attribute => attribute.AttributeType == typeof(T));

    private static T Named<T>(CustomAttributeData attribute, string name, T otherwise) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => argument.TypedValue.Value).FirstOrDefault() is T value ? value : otherwise;
}

/// <summary>A parameter in one parameter set (or in all of them).</summary>
internal sealed record ParameterModel(string Name, Type Type)
{
    public required string Set { get; init; }

    public bool Mandatory { get; init; }

    public int? Position { get; init; }

    public bool ByValue { get; init; }

    public bool ByName { get; init; }

    public bool Wildcards { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public string TypeName => TypeText(Type);

    public bool IsSwitch => Type == typeof(SwitchParameter);

    public string Pipeline => (ByValue, ByName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static string TypeText(Type type) =>
        type.IsArray ? TypeText(type.GetElementType()!) + "[]"
        : Nullable.GetUnderlyingType(type) is { } inner ? TypeText(inner)
        : type.Name;
}

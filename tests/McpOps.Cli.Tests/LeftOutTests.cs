using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using McpOps.Cli.Output;

namespace McpOps.Cli.Tests;

/// <summary>
/// What a file leaves out is empty, and not null: the code that reads JSON and is worked out when the program is built gives null to each property of a record that the text does
/// not name, where the record itself would have said "" or an empty list.
/// </summary>
public sealed class LeftOutTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    [Fact]
    public void What_a_record_is_not_given_is_empty()
    {
        var read = Contexts().SelectMany(context => context.GetType().GetProperties(Any | BindingFlags.DeclaredOnly).Where(property => typeof(JsonTypeInfo).IsAssignableFrom(property.PropertyType))
            .Select(property => context.GetTypeInfo(property.PropertyType.GenericTypeArguments[0]))).OfType<JsonTypeInfo>().Where(type => type.Kind is JsonTypeInfoKind.Object).Select(type => type.Type).Distinct().ToList();
        Assert.InRange(read.Count, 40, 400);
        var none = read.SelectMany(NullWhenLeftOut).Order(StringComparer.Ordinal).ToList();
        Assert.True(none.Count is 0, string.Join(", ", none));
    }

    private static IEnumerable<JsonSerializerContext> Contexts() => typeof(McpOpsException).Assembly.GetTypes().Append(typeof(RecordsJson)).Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))
        .Select(type => (JsonSerializerContext)type.GetProperty("Default", Any)!.GetValue(null)!);

    private static IEnumerable<string> NullWhenLeftOut(Type type)
    {
        var nullability = new NullabilityInfoContext();
        // Those of a constructor are asked for by it, in every way of reading.
        var asked = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property =>
            property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) is true && !property.PropertyType.IsValueType
            && !asked.Contains(property.Name) && !property.IsDefined(typeof(RequiredMemberAttribute)) && !property.IsDefined(typeof(JsonIgnoreAttribute)) && nullability.Create(property).ReadState is NullabilityState.NotNull))
        {
            var record = RuntimeHelpers.GetUninitializedObject(type);
            property.SetValue(record, null);
            if (property.GetValue(record) is null)
            {
                yield return $"{type.Name}.{property.Name}";
            }
        }
    }
}

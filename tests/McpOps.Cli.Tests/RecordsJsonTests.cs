using System.Reflection;
using System.Runtime.CompilerServices;
using McpOps.Cli.Output;

namespace McpOps.Cli.Tests;

/// <summary>How records become JSON is worked out when the program is built: one that is forgotten would fail only for who asks for it.</summary>
public sealed class RecordsJsonTests
{
    [Fact]
    public void Every_record_that_has_columns_has_its_JSON()
    {
        var written = typeof(JsonText).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetMembers(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(member => member switch { FieldInfo field => field.FieldType, PropertyInfo property => property.PropertyType, _ => typeof(void) })
            .Where(type => type.IsGenericType && type.GenericTypeArguments is [{ IsGenericType: true } column] && column.GetGenericTypeDefinition() == typeof(Column<>))
            .Select(type => type.GenericTypeArguments[0].GenericTypeArguments[0])
            .Where(type => !typeof(ITuple).IsAssignableFrom(type)).Distinct().ToList();
        Assert.InRange(written.Count, 30, 200);
        Assert.Empty(written.Where(type => LogJson.Default.GetTypeInfo(type) is null && RecordsJson.Default.GetTypeInfo(type) is null).Select(type => type.Name));
    }
}

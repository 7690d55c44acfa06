using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace McpOps.Commands;

/// <summary>Makes a record again of what remoting, a job or Import-Clixml has made of one: a bag of the same properties.</summary>
internal static class DeserializedRecord
{
    /// <summary>Reads a record; what it has as it is, is taken so.</summary>
    /// <exception cref="PSInvalidCastException">A property has another type than the record's, or one that it must have is not there.</exception>
    public static T Read<T>(PSObject record)
        where T : class => record.BaseObject as T ?? (T)Make(typeof(T), record);

    private static object Make(Type type, PSObject bag)
    {
        var maker = type.GetConstructors().Where(one => !Array.Exists(one.GetParameters(), parameter => parameter.ParameterType == type)).MaxBy(one => one.GetParameters().Length)!;
        var record = maker.Invoke([.. maker.GetParameters().Select(parameter => Value(parameter.ParameterType, bag.Properties[parameter.Name!]?.Value) ?? Nothing(parameter.ParameterType))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && maker.GetParameters().All(parameter => parameter.Name != property.Name)))
        {
            if (Value(property.PropertyType, bag.Properties[property.Name]?.Value) is { } value)
            {
                property.SetValue(record, value);
            }
            else if (property.IsDefined(typeof(RequiredMemberAttribute)))
            {
                throw new PSInvalidCastException($"There is no {property.Name}.");
            }
        }

        return record;
    }

    private static object? Value(Type type, object? given)
    {
        if ((given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given) is not { } value)
        {
            return null;
        }

        if (!type.IsGenericType || type.GetGenericTypeDefinition() == typeof(Nullable<>))
        {
            return type.Namespace?.StartsWith(nameof(McpOps), StringComparison.Ordinal) is true && !type.IsEnum ? Bag(given!) is { } bag ? Make(type, bag) : null : LanguagePrimitives.ConvertTo(value, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        var inner = type.GetGenericArguments()[^1];
        if (type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), inner))!;
            // On its way a map has lost its order.
            foreach (var entry in (value as IDictionary ?? new Hashtable()).Cast<DictionaryEntry>().OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal))
            {
                map[entry.Key.ToString()!] = Value(inner, entry.Value);
            }

            return map;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(inner))!;
        foreach (var item in LanguagePrimitives.GetEnumerable(value) ?? Array.Empty<object>())
        {
            if (Value(inner, item) is { } read)
            {
                list.Add(read);
            }
        }

        return list;
    }

    // What was cut at the depth of its file is a text, and no record.
    private static PSObject? Bag(object given) => PSObject.AsPSObject(given) is var bag && bag.BaseObject is not string ? bag : null;

    private static object? Nothing(Type type) => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : type == typeof(string) ? "" : null;
}

using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace McpOps.Commands;

/// <summary>Makes a record again of what remoting, a job or Import-Clixml has made of one: a bag of the same properties.</summary>
internal static class DeserializedRecord
{
    /// <summary>Reads a record; what it has as it is, is taken so.</summary>
    /// <param name="record">The bag, or the record itself.</param>
    /// <param name="isWhole">True to refuse what was cut on its way, as by a shallow depth; false to leave it out, which is enough to be looked at.</param>
    /// <exception cref="PSInvalidCastException">A property has another type than the record's, one that it must have is not there, or something was cut.</exception>
    public static T Read<T>(PSObject record, bool isWhole)
        where T : class => record.BaseObject as T ?? (T)Make(typeof(T), record, isWhole);

    private static object Make(Type type, PSObject bag, bool isWhole)
    {
        var maker = type.GetConstructors().Where(one => !Array.Exists(one.GetParameters(), parameter => parameter.ParameterType == type)).MaxBy(one => one.GetParameters().Length)!;
        var record = maker.Invoke([.. maker.GetParameters().Select(parameter => Value(parameter.ParameterType, bag.Properties[parameter.Name!]?.Value, isWhole) ?? Nothing(parameter.ParameterType))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && maker.GetParameters().All(parameter => parameter.Name != property.Name)))
        {
            if (Value(property.PropertyType, bag.Properties[property.Name]?.Value, isWhole) is { } value)
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

    private static object? Value(Type type, object? given, bool isWhole)
    {
        if ((given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given) is not { } value)
        {
            return null;
        }

        if (!type.IsGenericType || type.GetGenericTypeDefinition() == typeof(Nullable<>))
        {
            return type.Namespace?.StartsWith(nameof(McpOps), StringComparison.Ordinal) is true && !type.IsEnum ? Bag(given!, isWhole) is { } bag ? Make(type, bag, isWhole) : null : LanguagePrimitives.ConvertTo(value, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        var inner = type.GetGenericArguments()[^1];
        if (type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), inner))!;
            // On its way a map has lost its order.
            foreach (var entry in (value as IDictionary ?? new Hashtable()).Cast<DictionaryEntry>().OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal))
            {
                map[entry.Key.ToString()!] = Value(inner, entry.Value, isWhole);
            }

            return map;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(inner))!;
        foreach (var item in LanguagePrimitives.GetEnumerable(value) ?? Array.Empty<object>())
        {
            if (Value(inner, item, isWhole) is { } read)
            {
                list.Add(read);
            }
        }

        return list;
    }

    // What was cut at the depth of its file is a text, and no record.
    private static PSObject? Bag(object given, bool isWhole) => PSObject.AsPSObject(given) is var bag && bag.BaseObject is not string ? bag : isWhole ? throw new PSInvalidCastException("It was cut at the depth of its file.") : null;

    private static object? Nothing(Type type) => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : type == typeof(string) ? "" : null;
}

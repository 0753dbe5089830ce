import { fold } from '../../kernel/text/fold.ts'
import { stem } from './stem.ts'

/**
 * Words that customers use for each other, one group a line, also across languages: a shop's titles are often in another one than the
 * question. Units, colours, and goods with several everyday names; brands are matched by sound instead (`sound.ts`). An underscore joins two words.
 */
const groups = `
gb gig gigabyte gigabytes гб гиг гига гигов гигабайт гигабайта гигабайтов گیگ گیگابایت جیجا جیجابایت جیگا
kg kilo kilogram ky ký кг кило килограмм килограмма килограммов کیلو کیلوگرم کیلوجرام kilogramm
g gr gram gramm г гр грамм граммов گرم جرام غرام
l lit litr liter litre litres л литр литра литров литровый لیتر لیتری لتر lít litrli litrlik
ml мл میل میلی‌لیتر مل millilitr
m metre meter metr м метр метра метров متر متری mét metrli metrlik
cm см sm سانت سانتی سانتیمتر سم santimetr
mah мач میلی‌آمپر میلیامپر
w watt watts вт ватт وات واط vatt
inch inches дюйм дюймов اینچ بوصه بوصة dyuym inchi
1 one один یک واحد bir một
2 two два две двух دو اثنین ikki hai
3 three три سه ثلاثه uch ba
4 four четыре четверых четырех چهار اربعه to'rt bốn
5 five пять پنج خمسه besh năm
red красный قرمز سرخ احمر حمراء qizil đỏ красная красные
blue синий голубой آبی ازرق زرقاء ko'k xanh
green зеленый سبز اخضر خضراء yashil
black черный مشکی سیاه اسود سوداء سودا qora đen чёрная чёрные
white белый سفید ابیض بیضاء oq trắng
yellow желтый زرد اصفر صفراء sariq vàng
pink розовый صورتی وردی گلبهی pushti hồng
brown коричневый قهوه‌ای بنی jigarrang nâu
grey gray серый طوسی خاکستری رمادی kulrang xám
beige бежевый کرم بیج
gold golden золотой طلایی ذهبی oltin
men mens man male мужской мужская мужчина мужчинам مردانه مردونه آقایان رجالی رجال للرجال erkaklar erkak nam
women womens woman ladies female женский женская женщина женщинам زنانه زنونه خانم خانمها خانوما خانوما نسائی نساء حریمی ayollar ayol nữ
kids kid children child детский детские ребенок ребенку детям дети بچه بچگانه کودک اطفال اولاد ولد bolalar bola trẻ
phone smartphone mobile cellphone телефон смартфон мобильник мобильный گوشی موبایل هاتف جوال موبایل smartfon telefon điện_thoại
headphones earphones earbuds headset tai_nghe наушники هدفون هندزفری سماعه سماعات quloqchin naushnik
laptop notebook máy_tính ноутбук لپتاپ لابتوب حاسوب noutbuk
tablet планшет تبلت تابلت لوحی planshet
powerbank пауэрбанк повербанк پاوربانک باوربانک
battery accumulator батарея аккумулятор باتری باطری بطاریه batareya akkumulyator pin
charger charging charge зарядка зарядник شارژر شاحن zaryad zaryadka quvvatlagich sạc
cable cord wire кабель провод шнур کابل سیم سلک kabel cáp dây
mouse мышь мышка ماوس موس فاره sichqoncha chuột
keyboard клавиатура کیبورد صفحه‌کلید کیبورد klaviatura
speaker колонка اسپیکر بلندگو سپیکر kolonka loa
case cover чехол قاب کاور کفر غطاء g'ilof chexol ốp
gaming games gamer игровой گیمینگ جیمنج العاب
bag handbag сумка کیف حقیبه شنطه sumka túi
backpack balo rucksack knapsack рюкзак کوله کوله‌پشتی ryukzak portfel balo
wallet purse кошелек بوک محفظه hamyon ví bóp
coat jacket parka куртка пальто پالتو کاپشن جاکیت معطف kurtka palto
raincoat rainjacket rain плащ дождевик بارانی
shirt рубашка پیراهن قمیص
tshirt tee футболка تیشرت تی‌شرت فانیله futbolka
dress gown платье فستان پیراهن váy đầm
jeans denim джинсы جین لی jinsi bò
trousers pants штаны брюки شلوار بنطلون shim quần
shoe shoes sneakers trainers кроссовки кеды کفش کتانی شوز حذاء احذیه krossovka sneaker giày
sandals slides сандалии صندل نعال sandal dép
slippers house тапки тапочки دمپایی شبشب shippak
scarf shawl шарф платок شال روسری حجاب طرحه ro'mol khăn
hat cap шапка кепка کلاه قبعه do'ppi mũ nón
pan frypan skillet сковорода сковородка تابه ماهیتابه مقلاه chảo
pot saucepan кастрюля قابلمه قدر قدور kostryulka qozon nồi
kettle чайник کتری غلایه choynak ấm
perfume cologne fragrance духи парфюм عطر ادکلن atir
carpet rug ковер فرش قالی سجاد سجاده زولیه gilam palos thảm
blanket quilt одеяло плед پتو بطانیه adyol odeyalo ko'rpa chăn mền
gift present подарок هدیه کادو هدایا sovg'a quà
baby infant младенец نوزاد رضیع chaqaloq
stroller pram pushchair коляска کالسکه aravacha kalyaska kolyaska
car auto automobile машина авто автомобиль ماشین خودرو سیاره mashina xe
tea чай چای شای choy trà chè
coffee кофе قهوه kofe cà_phê cafe
rice рис برنج ارز guruch gạo
honey мед عسل asal mật
warm insulated теплый گرم دافئ issiq ấm
waterproof rainproof непромокаемый водостойкий ضدآب
cheap affordable дешевый недорогой ارزان رخیص arzon rẻ
solar sun солнечный солнце خورشیدی آفتاب شمسی شمس quyosh nắng
wedding свадьба عروسی زفاف عرس to'y cưới
wireless bluetooth беспроводной بیسیم بی‌سیم بلوتوث لاسلکی simsiz
axe hatchet топор تبر
river pond lake stream водоем река
drink drinkable drinking питьевой
`

const stemsOf = (word: string) => stem(fold(word.replaceAll('_', '')))

/** The stems that may stand for a stem, itself left out. */
export function createSameWords(): ReadonlyMap<string, readonly string[]> {
  const alternatives = new Map<string, Set<string>>()
  for (const line of groups.trim().split('\n')) {
    const stems = [...new Set(line.split(' ').map(stemsOf))]
    for (const one of stems) {
      const known = alternatives.get(one) ?? new Set()
      for (const other of stems) if (other !== one) known.add(other)
      alternatives.set(one, known)
    }
  }
  return new Map([...alternatives].map(([one, others]) => [one, [...others]]))
}
